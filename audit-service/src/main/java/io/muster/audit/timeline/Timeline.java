package io.muster.audit.timeline;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.ledger.LedgerStore;
import io.muster.audit.ledger.LogBatch;
import io.muster.audit.ledger.LogEntry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.jboss.logging.Logger;

/** Keeps the read collections behind the log: follows it batch by batch, in a thread of its own. */
@Singleton
public class Timeline {
    static final String EVENTS = "timeline";
    static final String GRANTS = "grants";
    static final String ACCOUNTS = "accounts";
    static final String PEOPLE = "people";
    static final String REQUESTS = "requests";

    /** Raise it when the rows change: the next start derives them again. */
    private static final int FORM = 1;

    private static final Logger LOG = Logger.getLogger(Timeline.class);
    private static final String POSITION = "position";

    private final Ledger ledger;
    private final LedgerStore store;
    private final Semaphore grown = new Semaphore(1);
    private volatile boolean running = true;
    private volatile long next = -1;

    @Inject
    Timeline(Ledger ledger, LedgerStore store, MeterRegistry metrics) {
        this.ledger = ledger;
        this.store = store;
        Gauge.builder("muster.audit.timeline.entries", this, t -> Math.max(0, t.next))
                .description("Entries of the log that can be asked for")
                .register(metrics);
    }

    void start(@Observes StartupEvent started) {
        ledger.onGrowth(grown::release);
        Thread.ofVirtual().name("timeline").start(this::followForEver);
    }

    void stop(@Observes ShutdownEvent stopped) {
        running = false;
        grown.release();
    }

    /** A derived collection. */
    MongoCollection<Document> rows(String collection) {
        return store.collection(collection);
    }

    /** Takes a subject's rows out of what names personal data; the timeline's own rows have ids only. */
    public void forget(String subject) {
        for (var collection : List.of(GRANTS, ACCOUNTS, PEOPLE, REQUESTS)) {
            rows(collection).deleteMany(Filters.eq("identity", subject));
        }
    }

    /** Whether everything in the log up to this size can be asked for here. */
    public boolean covers(long size) {
        return next >= size;
    }

    /** Waits until it does, or until the time is over. */
    public void await(long size, Duration longest) {
        var end = System.nanoTime() + longest.toNanos();
        while (!covers(size)
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Applications in which the person has something, decided or observed, that is not absent. */
    public Set<String> accessOf(String identity) {
        var open = new TreeSet<String>();
        for (var collection : List.of(GRANTS, ACCOUNTS)) {
            var latest = new HashMap<String, String>();
            rows(collection)
                    .find(Filters.eq("identity", identity))
                    .sort(Sorts.ascending("at", "_id"))
                    .forEach(row -> latest.put(String.valueOf(row.getString("application")), row.getString("status")));
            latest.values().removeIf("absent"::equals);
            open.addAll(latest.keySet());
        }
        return open;
    }

    private void followForEver() {
        while (running) {
            try {
                grown.tryAcquire(1, TimeUnit.SECONDS); // another process may have written
                grown.drainPermits();
                follow();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) { // the store is away: the same again in a second
                LOG.warnf("the timeline does not follow the log: %s", e.getMessage());
            }
        }
    }

    private void follow() {
        if (next < 0) {
            next = position();
        }
        for (var batch = ledger.batchAt(next); running && batch.isPresent(); batch = ledger.batchAt(next)) {
            apply(batch.get());
            next = batch.get().sizeAfter();
            rows(POSITION)
                    .replaceOne(
                            Filters.eq("_id", EVENTS),
                            new Document("_id", EVENTS).append("next", next).append("form", FORM),
                            new ReplaceOptions().upsert(true));
        }
    }

    private void apply(LogBatch batch) {
        var entries = batch.leaves().stream().map(LogEntry::parse).toList();
        var events = ledger.events(entries);
        var writes = new HashMap<String, List<WriteModel<Document>>>();
        for (int i = 0; i < entries.size(); i++) {
            for (var row : Rows.of(batch.sizeBefore() + i, batch.leaves().get(i), entries.get(i), events.get(i))) {
                writes.computeIfAbsent(row.collection(), c -> new ArrayList<>())
                        .add(new ReplaceOneModel<>(
                                Filters.eq("_id", row.document().get("_id")),
                                row.document(),
                                new ReplaceOptions().upsert(true)));
            }
        }
        // What is listed can be asked about: the list comes last.
        var listed = writes.remove(EVENTS);
        writes.forEach((collection, models) -> rows(collection).bulkWrite(models));
        if (listed != null) {
            rows(EVENTS).bulkWrite(listed);
        }
    }

    private long position() {
        ensureIndexes();
        var stored = rows(POSITION).find(Filters.eq("_id", EVENTS)).first();
        if (stored != null && stored.getInteger("form") == FORM) {
            return stored.getLong("next");
        }
        LOG.info("the timeline is derived from the log from its first entry on");
        for (var collection : List.of(EVENTS, GRANTS, ACCOUNTS, PEOPLE, REQUESTS)) {
            rows(collection).deleteMany(new Document());
        }
        return 0;
    }

    private void ensureIndexes() {
        for (var field :
                List.of("subject", "actor", "application", "type", "correlation", "causation", "event", "at")) {
            rows(EVENTS).createIndex(Indexes.ascending(field));
        }
        for (var collection : List.of(GRANTS, ACCOUNTS, PEOPLE)) {
            rows(collection).createIndex(Indexes.ascending("identity"));
            rows(collection).createIndex(Indexes.ascending("at"));
        }
        for (var collection : List.of(GRANTS, ACCOUNTS)) {
            rows(collection).createIndex(Indexes.ascending("application", "identity", "at"));
        }
        rows(REQUESTS).createIndex(Indexes.ascending("request"));
    }
}
