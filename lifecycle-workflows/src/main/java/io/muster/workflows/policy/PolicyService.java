package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.database.StoreEpoch;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.workflows.policy.PolicyReader.Directory;
import io.muster.workflows.policy.PolicyReader.Listed;
import io.muster.workflows.policy.PolicyReader.Result;
import io.muster.workflows.policy.PolicyVersion.DocumentVersion;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Takes whole directories: one version, by whom and when; nothing of a directory counts unless all of it is valid. */
@ApplicationScoped
public class PolicyService {
    /** What an apply came to: {@code {"version","appliedAt","appliedBy","documents":[…],"added":[…],"changed":[…],"removed":[…],"unchanged":false}}. */
    public record Applied(
            long version,
            Instant appliedAt,
            String appliedBy,
            List<DocumentVersion> documents,
            List<String> added,
            List<String> changed,
            List<String> removed,
            boolean unchanged) {}

    /** Who applies, and the request that it belongs to. */
    public record Author(Actor actor, String correlationId, String traceparent) {}

    private static final Logger LOG = Logger.getLogger(PolicyService.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "lifecycle-workflows/policies";

    private final Database database;
    private final PolicyStore store;
    private final PolicyReader reader;
    private final KnownSchemas schemas;
    private final Outbox outbox;
    private final DueStore due;
    private final StoreEpoch epoch;
    private final BusinessClock clock;
    private final InstantSource realTime;
    private final Instance<PolicyApplied> listeners;
    private final Counter refused;

    @Inject
    PolicyService(
            Database database,
            PolicyStore store,
            PolicyReader reader,
            KnownSchemas schemas,
            Outbox outbox,
            DueStore due,
            StoreEpoch epoch,
            BusinessClock clock,
            @RealTime InstantSource realTime,
            @Any Instance<PolicyApplied> listeners,
            MeterRegistry metrics) {
        this.database = database;
        this.store = store;
        this.reader = reader;
        this.schemas = schemas;
        this.outbox = outbox;
        this.due = due;
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
        this.listeners = listeners;
        this.refused = Counter.builder("muster.policy.directory.refused")
                .description("Policy directories that were empty, unreadable or partly invalid and changed nothing")
                .register(metrics);
    }

    Uni<Optional<PolicyStore.Stored>> current() {
        return database.transaction(store::current);
    }

    /** Newest first, older than {@code before}. */
    Uni<List<PolicyVersion>> versions(long before, int limit) {
        return database.transaction(tx -> store.versions(tx, before, limit));
    }

    /** Checks a directory without keeping anything: what {@code plan} evaluates. */
    public Uni<Directory> check(PolicyDirectory directory) {
        return database.transaction(tx -> check(tx, directory));
    }

    private Uni<Directory> check(SqlConnection tx, PolicyDirectory directory) {
        return schemas.current(tx).map(known -> check(directory, Vocabulary.strict(known.value())));
    }

    private Directory check(PolicyDirectory directory, Vocabulary words) {
        return switch (reader.read(directory.files(), words)) {
            case Result.Invalid invalid ->
                throw refuse(Problem.of(
                                400,
                                "invalid-policies",
                                "The directory has " + invalid.problems().size() + " error(s); nothing of it counts.")
                        .with("errors", invalid.problems()));
            case Result.Valid valid -> {
                if (valid.directory().listing().isEmpty()) {
                    throw refuse(Problem.of(
                            422,
                            "empty-policies",
                            "The directory has no document. An empty directory changes nothing."));
                }
                yield valid.directory();
            }
        };
    }

    /** Takes a directory as the next version, in one transaction with its event and the marks of all that it concerns. */
    public Uni<Applied> apply(PolicyDirectory directory, Author author) {
        return database.transaction(tx -> check(tx, directory)
                        .chain(valid -> store.lock(tx)
                                .chain(() -> store.current(tx))
                                .chain(current -> applyAfter(tx, current, directory, valid, author))))
                .invoke(() -> {
                    outbox.wake();
                    due.wake();
                });
    }

    private Uni<Applied> applyAfter(
            SqlConnection tx,
            Optional<PolicyStore.Stored> current,
            PolicyDirectory directory,
            Directory valid,
            Author author) {
        long version = current.map(c -> c.version().version()).orElse(0L) + 1;
        var change = DirectoryChange.between(listing(current), versions(current), valid, version);
        if (!change.removed().isEmpty() && !directory.allowRemovals()) {
            return Uni.createFrom()
                    .failure(refuse(Problem.of(
                                    409,
                                    "removals-not-allowed",
                                    "Documents of the current version are missing; removing them needs allowRemovals=true.")
                            .with("removed", change.removed())));
        }
        if (change.isEmpty() && current.isPresent()) {
            var kept = current.get().version();
            return Uni.createFrom()
                    .item(new Applied(
                            kept.version(),
                            kept.appliedAt(),
                            kept.appliedBy(),
                            kept.documents(),
                            List.of(),
                            List.of(),
                            List.of(),
                            true));
        }
        var next = new PolicyVersion(version, clock.instant(), author.actor().id(), change.documents());
        var policies = valid.set(version, change.versions());
        var event = applied(next, change, author);
        return store.insert(tx, next, directory.files())
                .chain(() -> store.activate(tx, triggers(valid), next.appliedAt()))
                .chain(() -> outbox.append(tx, List.of(OutboxRecord.of(Topics.ADMIN_EVENTS, KEY, event))))
                .chain(() -> tell(tx, policies, event))
                .invoke(() -> LOG.infof(
                        "policies: version %d by %s, %d added, %d changed, %d removed",
                        version,
                        author.actor().id(),
                        change.added().size(),
                        change.changed().size(),
                        change.removed().size()))
                .replaceWith(new Applied(
                        version,
                        next.appliedAt(),
                        next.appliedBy(),
                        next.documents(),
                        change.added(),
                        change.changed(),
                        change.removed(),
                        false));
    }

    private Uni<Void> tell(SqlConnection tx, PolicySet policies, Event event) {
        return Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(listener -> listener.applied(tx, policies, event))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** What is listed does not depend on what the names in scopes mean. */
    private List<Listed> listing(Optional<PolicyStore.Stored> current) {
        return current.map(stored -> reader.read(stored.files(), Vocabulary.lenient(SchemaRegistry.builtIn())))
                .map(result -> switch (result) {
                    case Result.Valid valid -> valid.directory().listing();
                    // What another release wrote and this one cannot read counts as changed throughout.
                    case Result.Invalid invalid -> List.<Listed>of();
                })
                .orElse(List.of());
    }

    private static Map<String, Long> versions(Optional<PolicyStore.Stored> current) {
        return current.map(c -> c.version().documents().stream()
                        .collect(Collectors.toMap(DocumentVersion::label, DocumentVersion::version)))
                .orElse(Map.of());
    }

    /** What a workflow's activation depends on: turning it off and on, or another trigger, begins anew. */
    private static Map<String, String> triggers(Directory directory) {
        var triggers = new LinkedHashMap<String, String>();
        for (var document : directory.documents()) {
            if (document instanceof LifecycleWorkflow workflow && workflow.enabled()) {
                triggers.put(workflow.name(), workflow.trigger().toString());
            }
        }
        return triggers;
    }

    private Event applied(PolicyVersion version, DirectoryChange change, Author author) {
        ObjectNode details = JSON.createObjectNode();
        details.put("version", version.version());
        details.put("appliedBy", version.appliedBy());
        details.set("added", JSON.valueToTree(change.added()));
        details.set("changed", JSON.valueToTree(change.changed()));
        details.set("removed", JSON.valueToTree(change.removed()));
        details.set("documents", JSON.valueToTree(change.documents()));
        var data = new EventData(
                author.actor(),
                Cause.PERSON,
                new Reason("Policies were applied as version " + version.version(), "policies@" + version.version()),
                epoch.epoch(),
                version.version(),
                version.appliedAt(),
                realTime.instant(),
                List.of(),
                null,
                details);
        return new Event(
                Uuid7.next(),
                "lifecycle-workflows",
                EventTypes.POLICY_APPLIED,
                KEY,
                version.appliedAt(),
                author.correlationId(),
                null,
                author.traceparent(),
                Lane.INTERACTIVE,
                data);
    }

    private ProblemException refuse(Problem problem) {
        refused.increment();
        LOG.warnf("a policy directory was refused and changes nothing: %s", problem.detail());
        return new ProblemException(problem);
    }
}
