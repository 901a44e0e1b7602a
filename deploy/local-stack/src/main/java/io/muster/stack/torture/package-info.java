/**
 * Muster under faults: processes killed and stopped, servers away, stores wiped, while HR's client writes and keeps a list
 * of its own of what was acknowledged. The system tests run each scenario with small numbers, {@code ./muster torture}
 * with the full ones.
 *
 * <p>What must hold here: a scenario measures that the fault met work (so many events outstanding, so many writes
 * without an answer) before it believes in what it sees afterwards; nothing is compared with what Muster says of itself alone,
 * but with the client's list.
 */
@NullMarked
package io.muster.stack.torture;

import org.jspecify.annotations.NullMarked;
