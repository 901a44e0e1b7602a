/**
 * A transparency log as plain Java: RFC 9162 (RFC 6962) Merkle tree hashing with proofs, C2SP signed notes, checkpoints and
 * tiles, and the offline verifier of a dump.
 *
 * <p>What must hold here: nothing but the JDK is imported, nothing is read from or written to a network, and every byte that
 * comes from outside is refused with a reason rather than trusted. A verifier says {@link io.muster.log.Verdict.Holds} only
 * when it has computed the claim itself.
 */
@NullMarked
package io.muster.log;

import org.jspecify.annotations.NullMarked;
