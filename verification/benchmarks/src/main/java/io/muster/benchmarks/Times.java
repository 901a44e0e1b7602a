package io.muster.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something took, many times. */
public final class Times {
    private final List<Duration> taken = new ArrayList<>();

    /** One more. */
    public void add(Duration time) {
        taken.add(time);
    }

    /** All of another list. */
    public void addAll(Times others) {
        taken.addAll(others.taken);
    }

    /** {@return how many there are} */
    public int count() {
        return taken.size();
    }

    /**
     * The time within which so many of a hundred ended: the nearest rank, so the 99th of 100 is the second worst.
     *
     * @throws IllegalStateException if nothing was measured
     */
    public Duration percentile(int percent) {
        if (taken.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = taken.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    /** {@return the longest} */
    public Duration worst() {
        return percentile(100);
    }
}
