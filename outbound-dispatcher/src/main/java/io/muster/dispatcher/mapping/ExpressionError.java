package io.muster.dispatcher.mapping;

/** An expression that cannot be compiled or evaluated; the message is written for the person who wrote it. */
public final class ExpressionError extends RuntimeException {
    private final int line;
    private final int column;

    ExpressionError(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    /** Line inside the expression, from 1; 0 when the error has no place. */
    public int line() {
        return line;
    }

    /** Column inside the expression, from 1; 0 when the error has no place. */
    public int column() {
        return column;
    }
}
