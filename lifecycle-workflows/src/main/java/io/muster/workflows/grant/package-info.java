/**
 * Access: what a person should have in each application, decided by pure functions over the latest state, and kept as grants whose changes go to
 * {@code muster.access.grants}.
 *
 * <p>What must hold here: the same state gives the same grants; two reasons for one access are kept apart; a loss by rule waits until the person
 * has settled; an event is written only when the access changed; a grant's version never restarts.
 */
@NullMarked
package io.muster.workflows.grant;

import org.jspecify.annotations.NullMarked;
