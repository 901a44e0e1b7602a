package io.muster.runtime.pg.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which outbox rows a Kafka transaction has sent, small enough for the metadata of an offset, with what tells whether
 * they are rows of this very store: {@code 1|0f3c…|1|7|8s-9z,a1}. The numbers are in base 36.
 *
 * @param storeId of the store
 * @param storeEpoch raised when it is restored
 * @param leaseEpoch of the relay that sent them
 * @param sequences ascending
 */
record SentRows(String storeId, int storeEpoch, long leaseEpoch, List<Long> sequences) {
    /** Below the broker's {@code offset.metadata.max.bytes}, which is 4096. */
    static final int MAX_LENGTH = 3900;

    private static final String FORMAT = "1";
    private static final int RADIX = Character.MAX_RADIX;

    SentRows {
        sequences = List.copyOf(sequences);
    }

    /** How many of the first of these rows fit into one transaction's metadata. */
    static int fitting(String storeId, int storeEpoch, long leaseEpoch, List<Long> sequences) {
        int count = sequences.size();
        while (count > 1
                && new SentRows(storeId, storeEpoch, leaseEpoch, sequences.subList(0, count))
                                .encode()
                                .length()
                        > MAX_LENGTH) {
            count -= Math.max(1, count / 8);
        }
        return count;
    }

    String encode() {
        var text = new StringBuilder()
                .append(String.join("|", FORMAT, storeId, Integer.toString(storeEpoch), Long.toString(leaseEpoch)))
                .append('|');
        int i = 0;
        while (i < sequences.size()) {
            int last = i;
            while (last + 1 < sequences.size() && sequences.get(last + 1) == sequences.get(last) + 1) {
                last++;
            }
            text.append(i == 0 ? "" : ",").append(Long.toString(sequences.get(i), RADIX));
            if (last > i) {
                text.append('-').append(Long.toString(sequences.get(last), RADIX));
            }
            i = last + 1;
        }
        return text.toString();
    }

    /** Empty if it is no text of ours: another format, or nothing. */
    static Optional<SentRows> decode(String text) {
        var fields = List.of(text.split("\\|", -1));
        if (fields.size() != 5
                || !fields.getFirst().equals(FORMAT)
                || fields.get(4).isEmpty()) {
            return Optional.empty();
        }
        var sequences = new ArrayList<Long>();
        for (String range : fields.get(4).split(",", -1)) {
            int dash = range.indexOf('-');
            long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash), RADIX);
            long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1), RADIX);
            for (long sequence = first; sequence <= last; sequence++) {
                sequences.add(sequence);
            }
        }
        return Optional.of(
                new SentRows(fields.get(1), Integer.parseInt(fields.get(2)), Long.parseLong(fields.get(3)), sequences));
    }

    /**
     * Whether they are rows of the store as it is now. A store that was made anew has another id, a restored one has a
     * higher epoch or has forgotten leases that were given after the backup; its sequence runs again over numbers that
     * were sent, and these rows must not be taken for sent.
     *
     * @param lease the epoch of the lease just taken
     */
    boolean areOf(String store, int epoch, long lease) {
        return storeId.equals(store) && storeEpoch == epoch && leaseEpoch < lease;
    }
}
