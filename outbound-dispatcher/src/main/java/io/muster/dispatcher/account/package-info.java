/**
 * The accounts of people in targets: what each should be, and the work that makes it so.
 *
 * <p>Read {@link io.muster.dispatcher.account.AccountEvents} (what makes an account due), {@code AccountWorker} (claim,
 * look, act, record) and {@code AccountWork} (the steps in the target).
 *
 * <p>What must hold here: the work is level-triggered: it is a function of the latest person, the latest grant and the
 * mapping, never of an event. Missing knowledge takes nothing away. Nothing is written on a lost lease, and after an
 * unknown outcome the target is read before it is written again.
 */
@NullMarked
package io.muster.dispatcher.account;

import org.jspecify.annotations.NullMarked;
