package io.muster.audit.erasure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.muster.audit.ledger.Checkpoints;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.ledger.LedgerStore;
import io.muster.audit.timeline.Timeline;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Destroys what the log holds about a person as soon as nothing of his is left in any application: what is still to be taken away must be
 * proven by somebody. Those who wait are kept in {@code erasures}; a thread of its own looks at them as the log grows.
 */
@Singleton
class Erasures {
    private static final String ERASED = "io.muster.audit.erased";
    private static final String EVENT = "event";
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(Erasures.class);

    private final Ledger ledger;
    private final LedgerStore store;
    private final Timeline timeline;
    private final Checkpoints checkpoints;
    private final BusinessClock clock;
    private final InstantSource real;
    private final Semaphore grown = new Semaphore(1);
    private volatile boolean running = true;

    @Inject
    Erasures(
            Ledger ledger,
            LedgerStore store,
            Timeline timeline,
            Checkpoints checkpoints,
            BusinessClock clock,
            @RealTime InstantSource real) {
        this.ledger = ledger;
        this.store = store;
        this.timeline = timeline;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.real = real;
    }

    /** Somebody who is to be forgotten, and where he still has something. */
    record Waiting(String subject, Instant since, Set<String> waitsFor) {
        Waiting {
            waitsFor = Set.copyOf(waitsFor);
        }
    }

    void start(@Observes StartupEvent started) {
        ledger.onGrowth(grown::release);
        Thread.ofVirtual().name("erasures").start(this::completeForEver);
    }

    void stop(@Observes ShutdownEvent stopped) {
        running = false;
        grown.release();
    }

    /** How many contents were destroyed; empty when the person has to wait: then it happens by itself, once, for who asked first. */
    OptionalLong erase(String subject, Actor by, String correlationId) {
        timeline.await(ledger.read(Ledger.View::size), LONGEST_LOOK);
        var wanted = new Document("kind", by.kind().name())
                .append("by", by.id())
                .append("correlation", correlationId)
                .append("since", Date.from(real.instant()))
                .append(EVENT, Uuid7.next());
        if (isFree(subject)) {
            var before = waiting().find(Filters.eq("_id", subject)).first();
            return OptionalLong.of(destroy(before == null ? wanted.append("_id", subject) : before));
        }
        waiting()
                .updateOne(
                        Filters.eq("_id", subject),
                        new Document("$setOnInsert", wanted),
                        new UpdateOptions().upsert(true));
        grown.release();
        return OptionalLong.empty();
    }

    /** Those who wait, the longest first. */
    Page<Waiting> list(@Nullable String cursor, int limit) {
        var after = Cursor.decode(cursor, 2);
        var rows = waiting()
                .find(after.isEmpty() ? Filters.exists("_id") : behind(after.getFirst(), after.getLast()))
                .sort(Sorts.ascending("since", "_id"))
                .limit(limit + 1)
                .into(new ArrayList<>());
        return Page.of(rows, limit, row -> Cursor.encode(since(row).toString(), row.getString("_id")))
                .map(row -> new Waiting(row.getString("_id"), since(row), timeline.accessOf(row.getString("_id"))));
    }

    private static Bson behind(String since, String subject) {
        try {
            var last = Date.from(Instant.parse(since));
            return Filters.or(
                    Filters.gt("since", last), Filters.and(Filters.eq("since", last), Filters.gt("_id", subject)));
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Problem.of(400, "invalid-cursor", "\"cursor\" is not one that this list gave."), e);
        }
    }

    private static Instant since(Document row) {
        return row.getDate("since").toInstant();
    }

    /** Not before the timeline has come to the end of the log: one that is only being derived knows of no account. */
    private boolean isFree(String subject) {
        long size = ledger.read(Ledger.View::size);
        return timeline.covers(size) && timeline.accessOf(subject).isEmpty();
    }

    /**
     * The log says so first, signed: only then is anything destroyed, so that a missing payload always has its reason before it. The
     * event's id lies with what was asked for, so that of several replicas one says it.
     */
    private long destroy(Document wanted) {
        var subject = wanted.getString("_id");
        var now = real.instant();
        ledger.say(new Event(
                event(wanted),
                "audit-service",
                ERASED,
                subject,
                now,
                wanted.getString("correlation"),
                null,
                null,
                Lane.INTERACTIVE,
                new EventData(
                        new Actor(Actor.Kind.valueOf(wanted.getString("kind")), wanted.getString("by")),
                        Cause.PERSON,
                        Reason.of("Asked to be forgotten, and nothing is left in any application"),
                        1,
                        0,
                        clock.instant(),
                        now,
                        List.of(),
                        null,
                        JsonNodeFactory.instance.objectNode().put("path", "/erasures"))));
        checkpoints.sign();
        long payloads = ledger.erase(subject);
        timeline.forget(subject);
        waiting().deleteOne(Filters.and(Filters.eq("_id", subject), Filters.eq(EVENT, wanted.getString(EVENT))));
        return payloads;
    }

    // An older release kept no id: then it is made of what was kept, the same in every replica.
    private static String event(Document wanted) {
        var kept = wanted.getString(EVENT);
        var asked = wanted.getString("_id") + " " + since(wanted);
        return kept == null
                ? UUID.nameUUIDFromBytes(asked.getBytes(StandardCharsets.UTF_8)).toString()
                : kept;
    }

    private void completeForEver() {
        boolean failing = false;
        while (running) {
            try {
                grown.tryAcquire(1, TimeUnit.SECONDS); // another process may have written
                grown.drainPermits();
                for (var row :
                        waiting().find().sort(Sorts.ascending("since", "_id")).into(new ArrayList<>())) {
                    complete(row);
                }
                failing = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) { // the store is away, or the log refused: the same again in a second
                LOG.logf(
                        failing ? Logger.Level.DEBUG : Logger.Level.WARN,
                        "erasures that wait cannot be looked at, trying again each second: %s",
                        e.getMessage());
                failing = true;
            }
        }
    }

    /** Erases whom this row is about, if he is free. One who cannot be erased does not hold up the others. */
    void complete(Document row) {
        try {
            if (running && isFree(row.getString("_id"))) {
                long payloads = destroy(row);
                LOG.infof("an erasure that waited is done: %d contents", payloads);
            }
        } catch (RuntimeException e) { // as far as it came it is done again the next time
            LOG.warnf("the erasure of %s has to wait: %s", row.getString("_id"), e.getMessage());
        }
    }

    private MongoCollection<Document> waiting() {
        return store.collection("erasures");
    }
}
