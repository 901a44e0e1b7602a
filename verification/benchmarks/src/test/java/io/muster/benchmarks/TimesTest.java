package io.muster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void percentilesAreNearestRanks() {
        var times = new Times();
        for (int millis = 100; millis >= 1; millis--) {
            times.add(Duration.ofMillis(millis));
        }
        assertThat(times.percentile(50)).isEqualTo(Duration.ofMillis(50));
        assertThat(times.percentile(99)).isEqualTo(Duration.ofMillis(99));
        assertThat(times.worst()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void oneIsEveryPercentile() {
        var times = new Times();
        times.add(Duration.ofSeconds(1));
        assertThat(times.percentile(1)).isEqualTo(times.percentile(99));
    }

    @Test
    void nothingMeasuredIsNoFigure() {
        assertThatThrownBy(() -> new Times().percentile(99)).isInstanceOf(IllegalStateException.class);
    }
}
