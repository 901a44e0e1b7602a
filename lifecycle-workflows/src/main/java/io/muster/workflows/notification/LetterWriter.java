package io.muster.workflows.notification;

import io.quarkus.qute.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes letters from templates ({@code templates/NAME.txt}; the first line is the subject) or from a policy's own words, in which
 * {@code {userDisplayName}} and the like stand for values. A policy's words are never a template: they can name values only.
 */
@ApplicationScoped
public class LetterWriter {
    private final Engine engine;

    @Inject
    LetterWriter(Engine engine) {
        this.engine = engine;
    }

    /**
     * Writes one letter.
     *
     * @param subject a policy's own subject; null for the template's
     * @param body a policy's own text; null for the template's
     * @param values by placeholder name
     */
    public Letter write(
            String template,
            @Nullable String subject,
            @Nullable String body,
            Map<String, String> values,
            String recipient,
            List<String> cc) {
        var rendered = Objects.requireNonNull(engine.getTemplate(template + ".txt"), template)
                .data("v", values)
                .render();
        int end = rendered.indexOf('\n');
        var usualSubject = rendered.substring(0, end).strip();
        var usualBody = rendered.substring(end + 1).strip() + "\n";
        return new Letter(
                recipient,
                cc,
                oneLine(subject == null ? usualSubject : fill(subject, values)),
                body == null ? usualBody : fill(body, values));
    }

    private static String fill(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    /** A name with a line break must not become a header. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }
}
