package io.muster.benchmarks.gateway;

import java.util.List;

/** Rates of ceiling and gateway that took turns, as many of each; of each the median counts. */
record Turns(List<Double> ceiling, List<Double> gateway) {
    Turns {
        ceiling = List.copyOf(ceiling);
        gateway = List.copyOf(gateway);
    }

    double ceilingMedian() {
        return median(ceiling);
    }

    double gatewayMedian() {
        return median(gateway);
    }

    private static double median(List<Double> rates) {
        var sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
