package io.muster.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                9,
                Optional.empty());
        assertThat(report.html())
                .contains("1 of 9 steps seen", "60 people &lt;b&gt;", "still &lt;active&gt;", "polyline")
                .doesNotContain("<active>");
        assertThat(report.table()).contains("Steps seen: 1 of 9", "60 people", "120 ms");
    }

    @Test
    void the_chain_is_drawn_causes_above_their_effects_and_lets_no_markup_through() throws Exception {
        var drawn = ChainDrawing.svg(new ObjectMapper().readTree("""
                {"events":[
                  {"id":"a","type":"io.muster.identity.user.created","actor":{"kind":"client","id":"hr"},"time":"T1","entry":7,
                   "changes":[{"path":"title"}]},
                  {"id":"b","type":"io.muster.access.grant.granted","application":"code-host","causationId":"a","time":"T2","entry":8,
                   "actor":{"kind":"policy","id":"code-host"},"reason":{"text":"<engineers> & co"}},
                  {"id":"c","type":"io.muster.provisioning.account.created","application":"code-host","causationId":"b","time":"T3","entry":9},
                  {"id":"d","type":"io.muster.access.request.created","actor":{"kind":"person","id":"x"},"causationId":"gone","time":"T4","entry":10}],
                 "edges":[["a","b"],["b","c"]]}"""));
        assertThat(drawn)
                .containsSubsequence(
                        "identity.user.created by hr",
                        "title",
                        "access.grant.granted in code-host",
                        "&lt;engineers&gt; &amp; co",
                        "provisioning.account.created in code-host",
                        "T3 · entry 9",
                        "access.request.created by a person")
                .doesNotContain("<engineers>");
        assertThat(drawn.split("<path ", -1)).hasSize(3); // one line an edge
    }
}
