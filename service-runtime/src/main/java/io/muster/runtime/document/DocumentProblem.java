package io.muster.runtime.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * What is wrong with a document and where.
 *
 * <p>{@code {"file":"code-host.yaml","line":7,"field":"spec.birthrigt","message":"is not a field of spec","allowed":["birthright",…]}}
 *
 * @param line 1-based; 0 when the file as a whole is meant
 * @param field path within the document, dots between names and {@code [0]} for list items; empty for the document itself
 * @param allowed what could stand there, when there is a list of it
 */
public record DocumentProblem(
        String file,
        int line,
        String field,
        String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> allowed) {
    public DocumentProblem {
        Objects.requireNonNull(file);
        Objects.requireNonNull(field);
        Objects.requireNonNull(message);
        allowed = List.copyOf(allowed);
    }
}
