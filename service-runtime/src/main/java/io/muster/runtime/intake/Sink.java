package io.muster.runtime.intake;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The service's store as the intake sees it. An implementation keeps the promises below; there is one bean of it. */
public interface Sink {
    /**
     * The stored positions. A partition that has none gets one: it starts at {@code begin}, and its bootstrap ends at
     * {@code end}. One that has keeps both.
     *
     * @param partitions all partitions of all topics that the service reads, with their present bounds
     * @return a value for each of them
     */
    Uni<Map<TopicPartition, Stored>> open(Map<TopicPartition, Bounds> partitions);

    /**
     * Writes the arrivals and the next offsets in one commit, all or nothing. Writing an arrival a second time changes
     * nothing.
     *
     * @return fails with {@link Hole} if a stored position is missing or lower than expected; with {@link Rejected} if
     *     the store can never take this data; any other failure is held for transient and is tried again for ever
     */
    Uni<Void> write(Batch batch);

    /**
     * Notes that these partitions of state topics are read to the end of their bootstrap and written. When that
     * completes the bootstrap, what must then happen once happens in the same commit.
     *
     * @param partitions may be empty: just look
     * @param required all partitions of all state topics
     */
    Uni<Progress> reached(Set<TopicPartition> partitions, Set<TopicPartition> required);

    /**
     * A partition's present bounds in the topic.
     *
     * @param begin first offset that can be read
     * @param end offset that the next record will have
     */
    record Bounds(long begin, long end) {}

    /**
     * What the store knows of a partition.
     *
     * @param next offset to go on from
     * @param bootstrapEnd end of the partition when the service first saw it
     * @param reached whether bootstrap has got there
     */
    record Stored(long next, long bootstrapEnd, boolean reached) {}

    /**
     * How far bootstrap is.
     *
     * @param reached partitions that are through
     * @param of partitions that there are
     * @param completed set once, never taken back while the store lives
     */
    record Progress(int reached, int of, boolean completed) {}

    /** The store was wiped or restored under the running process: it must start again, from what is stored. */
    final class Hole extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Hole(String message) {
            super(message);
        }
    }

    /** The store can never take this data. */
    final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Rejected(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
