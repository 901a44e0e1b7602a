/**
 * The policy language: YAML documents become validated records, a directory is one version of all of them.
 *
 * <p>What must hold here: a directory counts as a whole or not at all; an error names file, line and field; an empty directory changes
 * nothing; names are immutable keys; a document keeps the version in which its content last changed.
 */
@NullMarked
package io.muster.workflows.policy;

import org.jspecify.annotations.NullMarked;
