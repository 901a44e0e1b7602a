package io.muster.runtime.problem;

/**
 * Knows failures that are no defect: something that a service needs is away or held up, and who asked may come again. Then the answer is 503
 * and not 500. An optional bean, or several.
 */
public interface Outage {
    /** Whether this is why a request failed. */
    boolean isCauseOf(Throwable failure);
}
