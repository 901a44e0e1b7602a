package io.muster.audit.ledger;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * One commit of the log.
 *
 * @param sizeBefore entries before it, its id
 * @param eventIds ids of the entries, in order
 * @param leaves their bytes
 * @param nextOffsets the whole map: where the intake goes on in every partition
 */
public record LogBatch(
        long sizeBefore, List<String> eventIds, List<byte[]> leaves, Map<TopicPartition, Long> nextOffsets) {
    /** Checks and copies. */
    public LogBatch {
        eventIds = List.copyOf(eventIds);
        leaves = List.copyOf(leaves);
        nextOffsets = Map.copyOf(nextOffsets);
        if (leaves.isEmpty() || leaves.size() != eventIds.size()) {
            throw new IllegalArgumentException("a batch has at least one entry, each with its id");
        }
    }

    /** Entries after it. */
    public long sizeAfter() {
        return sizeBefore + leaves.size();
    }
}
