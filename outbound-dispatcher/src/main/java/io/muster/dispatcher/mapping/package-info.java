/**
 * What an account's attributes should be: one compiled CEL expression per attribute over the person, the manager, the
 * grant and the time.
 *
 * <p>What must hold here: a mapping is a pure function. It sees the whole state, never the difference, and the same
 * state gives the same attributes; it has no side effect, no clock but the one handed to it, and a bound on its work.
 */
@NullMarked
package io.muster.dispatcher.mapping;

import org.jspecify.annotations.NullMarked;
