/**
 * The port to a target application, and what a target can answer.
 *
 * <p>What must hold here: a connector never decides. It does one thing, once, and says honestly what is known about it.
 * Whoever calls may repeat any call: the second time it is {@link io.muster.dispatcher.connector.Outcome.Unchanged} or
 * has the same effect. No connector retries a write by itself, because after an unknown outcome the account must be
 * read first.
 */
@NullMarked
package io.muster.dispatcher.connector;

import org.jspecify.annotations.NullMarked;
