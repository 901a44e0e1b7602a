package io.muster.runtime.intake;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What one commit of the sink holds.
 *
 * @param arrivals in the order of their offsets within each partition
 * @param steps how far each partition goes on with this commit
 */
public record Batch(List<Arrival> arrivals, Map<TopicPartition, Step> steps) {
    public Batch {
        arrivals = List.copyOf(arrivals);
        steps = Map.copyOf(steps);
    }

    /**
     * One partition's step.
     *
     * @param expected what this process last read from the store or wrote to it: the stored position is this or higher,
     *     or the store was wiped or restored under us
     * @param next the offset to go on from
     */
    public record Step(long expected, long next) {
        public Step {
            if (next <= expected) {
                throw new IllegalArgumentException("a step goes forward, not from " + expected + " to " + next);
            }
        }
    }
}
