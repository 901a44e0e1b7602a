package io.muster.runtime.intake;

/**
 * Whether this service knows the present: every partition of every state topic has been read to the end that was noted
 * at the first start, and written. Until then nothing fires: missing knowledge is never a revocation.
 */
public interface Bootstrap {
    /** True for ever once it is true, as long as the store lives. A service that consumes nothing is always there. */
    boolean completed();

    /** How far it is, for readiness and for people. */
    Sink.Progress progress();
}
