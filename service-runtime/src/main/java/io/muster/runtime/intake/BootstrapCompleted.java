package io.muster.runtime.intake;

/**
 * CDI event (asynchronous), once in each process: bootstrap is through, or was found so at the start. What must happen
 * once per service happens in the {@link Sink}'s commit, not here.
 */
public record BootstrapCompleted() {}
