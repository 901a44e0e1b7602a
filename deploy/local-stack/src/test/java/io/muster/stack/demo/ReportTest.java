package io.muster.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void percentiles_are_values_that_were_measured() {
        var latencies = new Latencies();
        for (int i = 100; i >= 1; i--) {
            latencies.add("code-host", Duration.ofMillis(i));
        }
        assertThat(latencies.summaries())
                .containsExactly(new Latencies.Summary("code-host", 100, Duration.ofMillis(50), Duration.ofMillis(99)));
    }

    @Test
    void the_page_shows_each_step_its_failure_and_lets_no_markup_through() {
        var latencies = new Latencies();
        latencies.add("code-host", Duration.ofMillis(120));
        var report = new Report(
                "r1",
                List.of(
                        new StepResult(
                                "HR feed", "people come in", List.of("60 people <b>"), Duration.ofSeconds(2), null),
                        new StepResult(
                                "Bob leaves", "accounts go", List.of(), Duration.ofSeconds(30), "still <active>")),
                latencies,
                Map.of("load", "60 people"),
                9);
        assertThat(report.html())
                .contains("1 of 9 steps seen", "60 people &lt;b&gt;", "still &lt;active&gt;", "polyline")
                .doesNotContain("<active>");
        assertThat(report.table()).contains("Steps seen: 1 of 9", "60 people", "120 ms");
    }
}
