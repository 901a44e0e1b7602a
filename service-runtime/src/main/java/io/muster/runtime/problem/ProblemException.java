package io.muster.runtime.problem;

/** Ends a request with a problem; transactions around it roll back. Carries no stack trace: it is an answer. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(message(problem), null, false, false);
        this.problem = problem;
    }

    /** With what led to it, for the log. */
    public ProblemException(Problem problem, Throwable cause) {
        super(message(problem), cause, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    private static String message(Problem problem) {
        var detail = problem.detail();
        return detail == null ? problem.title() : detail;
    }
}
