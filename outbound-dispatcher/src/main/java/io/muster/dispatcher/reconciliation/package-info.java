/**
 * Compares a whole target with what it was last known to hold.
 *
 * <p>What must hold here: a reconciliation writes nothing to a target. It marks the accounts that differ; the one worker
 * of each account reads it again and puts it back. What was not seen whole is not compared.
 */
@NullMarked
package io.muster.dispatcher.reconciliation;

import org.jspecify.annotations.NullMarked;
