/**
 * The applications that Muster provisions, as Target documents, and their opened connectors.
 *
 * <p>What must hold here: a directory of documents is applied as a whole or not at all; a credential is named, never
 * kept and never shown; a target that cannot be opened (its credential is missing) is told, and stops no other.
 */
@NullMarked
package io.muster.dispatcher.target;

import org.jspecify.annotations.NullMarked;
