package io.muster.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultPointsTest {
    @Test
    void faults_are_refused_where_the_clock_is_not_a_test_clock() {
        assertThatThrownBy(() -> new FaultPoints(Map.of("relay.after-read", "halt"), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("relay.after-read");
    }

    @Test
    void a_pause_happens_on_the_named_passage_only() {
        var faults = new FaultPoints(Map.of("relay.after.read", "pause:PT2S,at:2"), true);
        assertThat(took(() -> faults.hit("relay.after-read"))).isLessThan(Duration.ofSeconds(2));
        assertThat(took(() -> faults.hit("relay.after-read"))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(took(() -> faults.reach("relay.after-read").await().indefinitely()))
                .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void words_that_are_no_fault_stop_the_start() {
        assertThatThrownBy(() -> new FaultPoints(Map.of("x", "explode"), true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FaultPoints(Map.of("x", "halt,sometimes"), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Duration took(Runnable passage) {
        long begun = System.nanoTime();
        passage.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
