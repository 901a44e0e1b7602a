package io.muster.workflows.policy;

/** A value and the document it comes from, such as {@code Organization/kartapuce}, or {@code built in}. */
public record Inherited<T>(T value, String from) {
    static final String BUILT_IN = "built in";
}
