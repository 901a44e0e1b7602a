package io.muster.stack.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times from an HR write to its effect in a target, by the target's own clock, in named series. */
final class Latencies {
    private final Map<String, List<Duration>> series = new LinkedHashMap<>();

    void add(String name, Duration duration) {
        series.computeIfAbsent(name, unused -> new ArrayList<>()).add(duration);
    }

    /** Count and percentiles of each series. */
    List<Summary> summaries() {
        return series.entrySet().stream()
                .map(entry -> Summary.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    Map<String, List<Duration>> series() {
        return Map.copyOf(series);
    }

    record Summary(String name, int count, Duration p50, Duration p99) {
        static Summary of(String name, List<Duration> durations) {
            var sorted = durations.stream().sorted().toList();
            return new Summary(name, sorted.size(), percentile(sorted, 50), percentile(sorted, 99));
        }

        /** The smallest value that at least this share of the values does not exceed. */
        private static Duration percentile(List<Duration> sorted, int percent) {
            int rank = (sorted.size() * percent + 99) / 100;
            return sorted.get(Math.max(0, rank - 1));
        }
    }
}
