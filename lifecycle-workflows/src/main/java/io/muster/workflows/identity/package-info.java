/**
 * What is known of people, and the loop that decides for them: an event, a timer or a policy only marks an identity due; a worker locks it, asks
 * each {@link io.muster.workflows.identity.Decider} in order and keeps the timers that they want.
 *
 * <p>What must hold here: somebody who is not known (yet) is not decided about; decisions for one identity come one after the other; a timer's
 * rule is evaluated again when it fires.
 */
@NullMarked
package io.muster.workflows.identity;

import org.jspecify.annotations.NullMarked;
