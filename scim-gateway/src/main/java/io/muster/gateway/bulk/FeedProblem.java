package io.muster.gateway.bulk;

/** A file that cannot be read to its end; nothing of it is taken. The message holds nothing of the file's content. */
final class FeedProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * A problem.
     *
     * @param line where, 1-based; 0 for the file as a whole
     */
    FeedProblem(long line, String what) {
        super(what, null, false, false);
        this.line = line;
    }

    long line() {
        return line;
    }
}
