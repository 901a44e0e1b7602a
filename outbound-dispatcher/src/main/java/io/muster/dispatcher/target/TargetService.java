package io.muster.dispatcher.target;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.database.StoreEpoch;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Applies a directory of documents: all of it, in one transaction, or none. */
@ApplicationScoped
public class TargetService {
    private static final Logger LOG = Logger.getLogger(TargetService.class);
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final TargetStore store;
    private final Targets targets;
    private final Database database;
    private final Outbox outbox;
    private final DueStore due;
    private final StoreEpoch epoch;
    private final InstantSource clock;
    private final InstantSource realTime;

    @Inject
    TargetService(
            TargetStore store,
            Targets targets,
            Database database,
            Outbox outbox,
            DueStore due,
            StoreEpoch epoch,
            InstantSource clock,
            @RealTime InstantSource realTime) {
        this.store = store;
        this.targets = targets;
        this.database = database;
        this.outbox = outbox;
        this.due = due;
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
    }

    /** What an application of documents did, by names of targets. */
    public record Applied(List<String> added, List<String> changed, List<String> removed) {}

    /** Another process may have applied documents: what is stored counts, so it is looked at again and again. */
    void start(@Observes StartupEvent started) {
        Multi.createBy()
                .repeating()
                .uni(() -> refresh().onFailure().recoverWithUni(failure -> {
                    LOG.debugf("targets could not be read: %s", failure.getMessage());
                    return Uni.createFrom().voidItem();
                }))
                .withDelay(REFRESH)
                .indefinitely()
                .subscribe()
                .with(done -> {});
    }

    /** Opens and closes targets as they are stored. */
    public Uni<Void> refresh() {
        return store.all().emitOn(Runnable::run).invoke(this::use).replaceWithVoid();
    }

    private void use(List<TargetStore.Stored> stored) {
        targets.use(stored.stream().map(TargetStore.Stored::target).toList());
    }

    Uni<Applied> apply(List<TargetDocuments.File> files, boolean allowRemovals, Actor by, String correlationId) {
        TargetDocuments documents = new TargetDocuments().read(files);
        if (!documents.errors().isEmpty()) {
            throw new ProblemException(
                    Problem.of(400, "invalid-documents", "Nothing was applied.").with("errors", documents.errors()));
        }
        return database.transaction(tx -> apply(tx, documents, allowRemovals, by, correlationId))
                .invoke(done -> {
                    outbox.wake();
                    due.wake();
                })
                .call(this::refresh);
    }

    private Uni<Applied> apply(
            SqlConnection tx, TargetDocuments documents, boolean allowRemovals, Actor by, String correlationId) {
        return store.lockAll(tx).chain(stored -> {
            Map<String, TargetStore.Stored> held =
                    stored.stream().collect(Collectors.toMap(row -> row.target().name(), Function.identity()));
            Set<String> wanted = documents.found().keySet();
            List<String> removed = held.keySet().stream()
                    .filter(name -> !wanted.contains(name))
                    .toList();
            if (!removed.isEmpty() && !allowRemovals) {
                throw new ProblemException(Problem.of(
                                409, "removals-not-allowed", "Documents are missing; say that they may be removed.")
                        .with(
                                "removed",
                                removed.stream().map(name -> "Target/" + name).toList()));
            }
            List<String> added = new ArrayList<>();
            List<String> changed = new ArrayList<>();
            Uni<Void> work = Uni.createFrom().voidItem();
            for (TargetDocuments.Found found : documents.found().values()) {
                TargetStore.Stored old = held.get(found.target().name());
                if (old != null && old.document().equals(found.document())) {
                    continue;
                }
                (old == null ? added : changed).add(found.target().name());
                work = work.chain(() -> store.put(tx, found, by.id()));
            }
            for (String name : removed) {
                work = work.chain(() -> store.remove(tx, name));
            }
            Applied applied = new Applied(List.copyOf(added), List.copyOf(changed), removed);
            return work.chain(() -> outbox.append(tx, events(applied, by, correlationId)))
                    .replaceWith(applied);
        });
    }

    private List<OutboxRecord> events(Applied applied, Actor by, String correlationId) {
        List<OutboxRecord> events = new ArrayList<>();
        applied.added().forEach(name -> events.add(event(name, "added", by, correlationId)));
        applied.changed().forEach(name -> events.add(event(name, "changed", by, correlationId)));
        applied.removed().forEach(name -> events.add(event(name, "removed", by, correlationId)));
        return events;
    }

    private OutboxRecord event(String name, String what, Actor by, String correlationId) {
        String key = "outbound-dispatcher/target/" + name;
        ObjectNode details =
                JsonNodeFactory.instance.objectNode().put("target", name).put("change", what);
        Instant now = realTime.instant();
        EventData data = new EventData(
                by,
                Cause.PERSON,
                Reason.of("Target " + name + " was " + what),
                epoch.epoch(),
                1,
                clock.instant(),
                now,
                List.of(),
                null,
                details);
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                key,
                new Event(
                        Uuid7.next(),
                        "outbound-dispatcher",
                        EventTypes.TARGET_CHANGED,
                        key,
                        now,
                        correlationId,
                        null,
                        null,
                        Lane.INTERACTIVE,
                        data));
    }

    /** How each target is doing. */
    Uni<List<Map<String, Object>>> items() {
        return store.all()
                .chain(stored -> store.states()
                        .map(states -> stored.stream()
                                .map(row -> item(
                                        row, states.getOrDefault(row.target().name(), Map.of())))
                                .toList()));
    }

    private Map<String, Object> item(TargetStore.Stored stored, Map<String, Object> state) {
        String name = stored.target().name();
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", name);
        item.put("kind", stored.document().path("spec").path("connector").asText());
        item.put("revision", stored.target().revision());
        item.put("file", stored.file());
        String trouble = targets.trouble(name).orElse("");
        item.put("status", status(trouble, state));
        if (!trouble.isEmpty()) {
            item.put("reason", trouble);
        }
        item.putAll(state);
        return item;
    }

    private static String status(String trouble, Map<String, Object> state) {
        if (!trouble.isEmpty()) {
            return "broken";
        }
        if (state.containsKey("quarantine")) {
            return "quarantined";
        }
        return state.containsKey("limitTrippedAt") ? "waiting" : "ready";
    }
}
