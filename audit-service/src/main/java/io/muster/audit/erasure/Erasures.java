package io.muster.audit.erasure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
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
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jboss.logging.Logger;

/**
 * Destroys what the log holds about a person as soon as nothing of his is left in any application: what is still to be taken away must be
 * proven by somebody. Those who wait are kept in {@code erasures}; a thread of its own looks at them as the log grows.
 */
@Singleton
class Erasures {
    private static final String ERASED = "io.muster.audit.erased";
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

    /** How many contents were destroyed; empty when the person has to wait: then it happens by itself. */
    OptionalLong erase(String subject, Actor by, String correlationId) {
        timeline.await(ledger.read(Ledger.View::size), LONGEST_LOOK);
        if (isFree(subject)) {
            return OptionalLong.of(destroy(subject, by, correlationId));
        }
        var wanted = new Document("_id", subject)
                .append("kind", by.kind().name())
                .append("by", by.id())
                .append("correlation", correlationId)
                .append("since", Date.from(real.instant()));
        waiting().replaceOne(Filters.eq("_id", subject), wanted, new ReplaceOptions().upsert(true));
        grown.release();
        return OptionalLong.empty();
    }

    /** Those who wait, the longest first. */
    List<Waiting> list() {
        var all = new ArrayList<Waiting>();
        waiting()
                .find()
                .sort(Sorts.ascending("since", "_id"))
                .forEach(row -> all.add(new Waiting(
                        row.getString("_id"),
                        row.getDate("since").toInstant(),
                        timeline.accessOf(row.getString("_id")))));
        return all;
    }

    /** Not before the timeline has come to the end of the log: one that is only being derived knows of no account. */
    private boolean isFree(String subject) {
        long size = ledger.read(Ledger.View::size);
        return timeline.covers(size) && timeline.accessOf(subject).isEmpty();
    }

    /** The log says so first, signed: only then is anything destroyed, so that a missing payload always has its reason before it. */
    private long destroy(String subject, Actor by, String correlationId) {
        var now = real.instant();
        ledger.say(new Event(
                Uuid7.next(),
                "audit-service",
                ERASED,
                subject,
                now,
                correlationId,
                null,
                null,
                Lane.INTERACTIVE,
                new EventData(
                        by,
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
        waiting().deleteOne(Filters.eq("_id", subject));
        return payloads;
    }

    private void completeForEver() {
        while (running) {
            try {
                grown.tryAcquire(1, TimeUnit.SECONDS); // another process may have written
                grown.drainPermits();
                for (var row : waiting().find().into(new ArrayList<>())) {
                    complete(row);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) { // the store is away, or the log refused: the same again in a second
                LOG.warnf("erasures that wait could not be looked at: %s", e.getMessage());
            }
        }
    }

    private void complete(Document row) {
        var subject = row.getString("_id");
        if (running && isFree(subject)) {
            var by = new Actor(Actor.Kind.valueOf(row.getString("kind")), row.getString("by"));
            long payloads = destroy(subject, by, row.getString("correlation"));
            LOG.infof("an erasure that waited is done: %d contents", payloads);
        }
    }

    private MongoCollection<Document> waiting() {
        return store.collection("erasures");
    }
}
