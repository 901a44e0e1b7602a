package io.muster.workflows.policy;

import org.jspecify.annotations.Nullable;

/** How long requested access lasts when the request does not say, and at most. Null: without end. */
public record AccessDuration(
        @Nullable Span standard, @Nullable Span maximum) {
    public static final AccessDuration NONE = new AccessDuration(null, null);
}
