package io.muster.stack.demo;

import java.nio.file.Path;

/**
 * How large the demo is.
 *
 * @param people how many the HR feed brings
 * @param perSecond the fixed rate of the feed, people a second
 * @param organization the sample organization: {@code policies} and {@code targets} that the demo applies
 * @param mapping what the columns of HR's export mean: a document of kind ImportMapping
 * @param report where {@code demo-report.html} goes
 */
public record DemoSettings(int people, int perSecond, Path organization, Path mapping, Path report) {
    /** Kartapuce as it comes: 1,000 people, 20 a second, which two cores carry. */
    public static DemoSettings standard(Path root) {
        return new DemoSettings(
                1000,
                20,
                root.resolve("deploy/sample-organization"),
                root.resolve("deploy/sample-import/kartapuce-hr.yaml"),
                root.resolve("demo-report.html"));
    }
}
