/**
 * The schemas and resource types in force: the built-in ones and what a platform team has added, stored, changed without a restart, known to
 * each replica a moment later, told on the schemas topic.
 */
@NullMarked
package io.muster.gateway.schema;

import org.jspecify.annotations.NullMarked;
