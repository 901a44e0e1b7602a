package io.muster.events;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why: {@code {"text":"department is Engineering","ref":"policy:code-host@3"}}.
 *
 * @param text a sentence that a compliance officer understands
 * @param ref the machine reference, such as {@code policy:NAME@VERSION}, {@code request:ID}, {@code rule:NAME}
 */
public record Reason(String text, @Nullable String ref) {
    public Reason {
        Objects.requireNonNull(text);
    }

    public static Reason of(String text) {
        return new Reason(text, null);
    }
}
