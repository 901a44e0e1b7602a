package io.muster.audit.ledger;

import io.muster.events.Event;
import io.muster.log.Hash;
import io.muster.log.NodeReader;
import io.muster.log.Tile;
import io.muster.log.TilePath;
import io.muster.log.TiledTree;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Parking;
import io.muster.runtime.intake.Sink;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The log: appends, and answers from what is acknowledged. One writer at a time in this process; other processes may write to the
 * same log, the store decides who was first. All methods block.
 */
@Singleton
public class Ledger {
    private static final Logger LOG = Logger.getLogger(Ledger.class);
    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_BATCH_BYTES = 4 << 20;

    private final LedgerStore store;
    private final Contents contents;
    private final InstantSource real;
    private final FaultPoints faults;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    private @Nullable TiledTree tree;
    private Map<TopicPartition, Long> offsets = Map.of();

    @Inject
    Ledger(LedgerStore store, KeyFiles files, @RealTime InstantSource real, FaultPoints faults) {
        this.store = store;
        this.contents = new Contents(store, files);
        this.real = real;
        this.faults = faults;
    }

    /** Called, on any thread, after the log has grown here; must be quick. */
    public void onGrowth(Runnable listener) {
        listeners.add(listener);
    }

    /** Says what the audit service itself has to say; returns when it is in the log. */
    public void say(Event event) {
        append(List.of(new Draft.OfEvent(event, null, Optional.empty())), Map.of());
    }

    /**
     * Appends what is not in the log yet, with the offsets that follow from it; returns when it is acknowledged. Something that the
     * log has already changes nothing.
     */
    void append(List<Draft> drafts, Map<TopicPartition, Long> next) {
        synchronized (lock) {
            var waiting = distinct(drafts);
            while (!waiting.isEmpty()) {
                catchUp();
                var batch = seal(waiting, next);
                faults.hit("ledger.after-payloads");
                if (store.insert(batch)) {
                    faults.hit("ledger.after-batch");
                    take(batch);
                    waiting = waiting.subList(batch.leaves().size(), waiting.size());
                    listeners.forEach(Runnable::run);
                } else {
                    waiting = withoutPresent(waiting);
                }
            }
        }
    }

    /** Number of entries, and the offsets that are stored with the last of them. */
    Map<TopicPartition, Long> offsets() {
        synchronized (lock) {
            catchUp();
            return offsets;
        }
    }

    /** Throws Hole if the store has lost what this process knows to be in it: it was wiped or restored under us. */
    void failIfCutBack() {
        synchronized (lock) {
            long size = loaded().size();
            if (size > 0 && store.batchWith(size - 1).isEmpty()) {
                throw new Sink.Hole("the log had " + size + " entries and has them no more");
            }
        }
    }

    /** Reads the tree as far as it is acknowledged. */
    public <T> T read(Function<View, T> reader) {
        synchronized (lock) {
            catchUp();
            return reader.apply(new View(loaded()));
        }
    }

    /** The tree while the lock is held. */
    public static final class View {
        private final TiledTree tree;

        View(TiledTree tree) {
            this.tree = tree;
        }

        /** Number of entries. */
        public long size() {
            return tree.size();
        }

        /** Complete nodes, for proofs. */
        public NodeReader nodes() {
            return tree;
        }

        /** A tile; IllegalArgumentException if the log has not come to it. */
        public Tile tile(TilePath path) {
            return tree.tile(path);
        }
    }

    /** The leaves {@code [from, to)}, at most as many as one batch holds at a time in memory beside them. */
    public List<byte[]> leaves(long from, long to) {
        var leaves = new ArrayList<byte[]>();
        for (long at = from; at < to; ) {
            long index = at;
            var batch = store.batchWith(index)
                    .orElseThrow(() -> new IllegalStateException("the log has no entry " + index));
            int first = Math.toIntExact(index - batch.sizeBefore());
            int last = Math.toIntExact(Math.min(batch.sizeAfter(), to) - batch.sizeBefore());
            leaves.addAll(batch.leaves().subList(first, last));
            at = batch.sizeBefore() + last;
        }
        return leaves;
    }

    /** The batch that begins at this size, if it is there. */
    public Optional<LogBatch> batchAt(long sizeBefore) {
        return store.batchAt(sizeBefore);
    }

    /** What lies beside these entries, in their order. */
    public List<Contents.Beside> beside(List<LogEntry> entries) {
        return contents.beside(entries);
    }

    /** The events of these entries, where their content can be read; others are empty. */
    public List<Optional<Event>> events(List<LogEntry> entries) {
        return contents.events(entries);
    }

    /** The record behind an entry of type {@link LogEntry#UNREADABLE}; empty for others, and where its content is gone. */
    public Optional<Parking.ParkedRecord> parked(String id, LogEntry entry) {
        return contents.parked(id, entry);
    }

    /** Takes a record in that can be read by now; its unreadable entry stays. */
    public void append(Arrival.Received late) {
        append(List.of(new Draft.OfEvent(late.event(), late.key(), Optional.of(late.at()))), Map.of());
    }

    /** Destroys a subject's key and ciphertexts; returns how many there were. */
    public long erase(String subject) {
        return contents.erase(subject);
    }

    private LogBatch seal(List<Draft> drafts, Map<TopicPartition, Long> next) {
        var subjectKeys =
                contents.keysForWriting(drafts.stream().map(Draft::subject).toList());
        var leaves = new LinkedHashMap<String, byte[]>();
        var ciphertext = new ArrayList<LedgerStore.Sealed>();
        var reached = new HashMap<>(offsets);
        var now = real.instant();
        int bytes = 0;
        int taken = 0;
        for (var draft : drafts) {
            var key = subjectKeys.get(draft.subject());
            LedgerStore.Sealed payload = null;
            LogEntry.Seal hashes = null;
            if (key != null) { // one who was erased has none: a header is all that is left to say
                payload = Contents.seal(draft, key);
                hashes = Contents.header(payload, draft, key);
            }
            byte[] leaf = draft.header(now, hashes).leaf();
            if (leaf.length > LogEntry.MAX_BYTES) {
                throw new TooLong(draft, leaf.length);
            }
            if (taken == MAX_ENTRIES || bytes + leaf.length > MAX_BATCH_BYTES) {
                break;
            }
            if (payload != null) {
                ciphertext.add(payload);
            }
            leaves.put(draft.id(), leaf);
            draft.at().ifPresent(at -> reached.merge(at.topicPartition(), at.offset() + 1, Math::max));
            bytes += leaf.length;
            taken++;
        }
        if (taken == drafts.size()) {
            next.forEach((partition, offset) -> reached.merge(partition, offset, Math::max));
        }
        store.putPayloads(ciphertext);
        return new LogBatch(loaded().size(), List.copyOf(leaves.keySet()), List.copyOf(leaves.values()), reached);
    }

    /** A header that does not fit: the record is kept as one that cannot be read. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Draft draft;

        TooLong(Draft draft, int bytes) {
            super("its header would have " + bytes + " bytes, more than " + LogEntry.MAX_BYTES);
            this.draft = draft;
        }

        Draft draft() {
            return draft;
        }
    }

    private static List<Draft> distinct(List<Draft> drafts) {
        var distinct = new LinkedHashMap<String, Draft>();
        drafts.forEach(draft -> distinct.putIfAbsent(draft.id(), draft));
        return List.copyOf(distinct.values());
    }

    private List<Draft> withoutPresent(Collection<Draft> drafts) {
        var present = store.present(drafts.stream().map(Draft::id).toList());
        return drafts.stream().filter(draft -> !present.contains(draft.id())).toList();
    }

    // Takes what other writers have appended, so that memory is what the store has acknowledged.
    private void catchUp() {
        var present = loaded();
        for (var batch = store.batchAt(present.size()); batch.isPresent(); batch = store.batchAt(present.size())) {
            take(batch.get());
        }
    }

    private void take(LogBatch batch) {
        var present = loaded();
        if (batch.sizeBefore() != present.size()) {
            throw new IllegalStateException(
                    "a batch after " + batch.sizeBefore() + " entries does not follow " + present.size());
        }
        batch.leaves().forEach(leaf -> present.append(Hash.leaf(leaf)));
        offsets = batch.nextOffsets();
    }

    private TiledTree loaded() {
        var present = tree;
        if (present == null) {
            store.ensureIndexes();
            present = load();
            tree = present;
        }
        return present;
    }

    private TiledTree load() {
        var last = store.lastBatch();
        long size = last.map(LogBatch::sizeAfter).orElse(0L);
        offsets = last.map(LogBatch::nextOffsets).orElse(Map.of());
        TiledTree restored;
        try {
            restored = TiledTree.restore(size, store);
        } catch (IllegalArgumentException e) {
            LOG.infof("tiles are computed again from the log: %s", e.getMessage());
            restored = new TiledTree(store);
        }
        while (restored.size() < size) {
            long end = Math.min(size, restored.size() + MAX_ENTRIES);
            for (var leaf : leaves(restored.size(), end)) {
                restored.append(Hash.leaf(leaf));
            }
        }
        LOG.infof("the log has %d entries", size);
        return restored;
    }
}
