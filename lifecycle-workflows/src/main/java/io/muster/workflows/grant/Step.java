package io.muster.workflows.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One step of an explanation:
 * {@code {"policy":"Application/code-host","rule":"engineers","scope":"department eq \"Engineering\"","matched":true,"value":"developer"}}.
 *
 * @param policy the document
 * @param value what it gives, or the value that counts
 * @param inheritedFrom the document that the value comes from when it is another
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Step(
        String policy,
        String rule,
        @Nullable String scope,
        boolean matched,
        @Nullable String value,
        @Nullable String inheritedFrom) {}
