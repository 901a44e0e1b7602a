package io.muster.stack.demo;

import java.nio.file.Path;

/**
 * How large the demo is.
 *
 * @param people how many the HR feed brings
 * @param perSecond the fixed rate of the feed, people a second
 * @param policies the policy directory that is applied in the stack
 * @param report where {@code demo-report.html} goes
 */
public record DemoSettings(int people, int perSecond, Path policies, Path report) {
    /** Kartapuce as it comes: 1,000 people, 50 a second. */
    public static DemoSettings standard(Path root) {
        return new DemoSettings(
                1000, 50, root.resolve("deploy/sample-organization/policies"), root.resolve("demo-report.html"));
    }
}
