package io.muster.runtime.problem;

import org.jspecify.annotations.Nullable;

/** What a request brings. */
public final class Bodies {
    private Bodies() {}

    /**
     * {@return the body, which the framework gives as null when there is none}
     *
     * @throws ProblemException 400 {@code missing-body}
     */
    public static <T> T required(@Nullable T body) {
        if (body == null) {
            throw new ProblemException(Problem.of(400, "missing-body", "This address takes a JSON body."));
        }
        return body;
    }
}
