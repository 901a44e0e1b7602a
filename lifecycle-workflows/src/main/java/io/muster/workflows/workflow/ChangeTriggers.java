package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.workflows.identity.IdentityEvents;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.policy.LifecycleWorkflow;
import io.muster.workflows.policy.LifecycleWorkflow.Trigger;
import io.muster.workflows.policy.Policies;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.workflow.RunStore.Start;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Queues runs for changes, in the transaction that takes them in. What is read again (a wiped projection) starts nothing twice: the generation is
 * the version of the change, and runs are never rebuilt.
 */
@ApplicationScoped
class ChangeTriggers implements IdentityEvents.Listener {
    private static final Set<String> UPDATES =
            Set.of(EventTypes.USER_UPDATED, EventTypes.USER_DISABLED, EventTypes.USER_ENABLED);

    private final Policies policies;
    private final RunStore runs;

    @Inject
    ChangeTriggers(Policies policies, RunStore runs) {
        this.policies = policies;
        this.runs = runs;
    }

    @Override
    public Uni<Void> changed(SqlConnection tx, List<Event> changes) {
        return policies.current(tx).chain(set -> {
            var workflows = set.workflows().values().stream()
                    .filter(w -> w.enabled()
                            && (w.trigger() instanceof Trigger.AttributeChange
                                    || w.trigger() instanceof Trigger.GroupMembershipChange))
                    .toList();
            return workflows.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : runs.activations(tx)
                            .chain(activations -> start(tx, starts(set, workflows, activations, changes)));
        });
    }

    private Uni<Void> start(SqlConnection tx, List<Start> starts) {
        return Multi.createFrom()
                .iterable(starts)
                .onItem()
                .transformToUniAndConcatenate(start -> runs.start(tx, start))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static List<Start> starts(
            PolicySet set, List<LifecycleWorkflow> workflows, Map<String, Instant> activations, List<Event> events) {
        var starts = new ArrayList<Start>();
        for (var event : events) {
            for (var workflow : workflows) {
                var activated = activations.get(workflow.name());
                boolean counts = activated != null && !event.data().occurredAt().isBefore(activated);
                if (counts && matches(workflow.trigger(), event)) {
                    starts.add(start(set, workflow, event));
                }
            }
        }
        return starts;
    }

    static boolean matches(Trigger trigger, Event event) {
        return switch (trigger) {
            case Trigger.AttributeChange change ->
                UPDATES.contains(event.type())
                        && event.data().changes().stream()
                                .map(Change::path)
                                .anyMatch(
                                        path -> change.attributes().stream().anyMatch(wanted -> overlap(wanted, path)));
            case Trigger.GroupMembershipChange change ->
                event.type().equals(change.added() ? EventTypes.MEMBERSHIP_ADDED : EventTypes.MEMBERSHIP_REMOVED)
                        && isPersonIn(change.group(), event.data().resource());
            case Trigger.TimeBased time -> false;
            case Trigger.OnDemand onDemand -> false;
        };
    }

    /** A path stands for what lies under it, and a whole that changed for its parts. */
    private static boolean overlap(String wanted, String path) {
        return wanted.equals(path) || isUnder(path, wanted) || isUnder(wanted, path);
    }

    private static boolean isUnder(String path, String parent) {
        return path.startsWith(parent)
                && path.length() > parent.length()
                && ".:[".indexOf(path.charAt(parent.length())) >= 0;
    }

    /** A group that becomes a member of a group is nobody to run anything for. */
    private static boolean isPersonIn(@Nullable String group, @Nullable JsonNode membership) {
        return membership != null
                && !membership.path("memberType").asText().equals("Group")
                && (group == null
                        || group.equals(membership.path("group").asText())
                        || group.equalsIgnoreCase(
                                membership.path("groupDisplayName").asText()));
    }

    private static Start start(PolicySet set, LifecycleWorkflow workflow, Event event) {
        var changes = JsonNodeFactory.instance.arrayNode();
        for (var change : event.data().changes()) {
            var entry = changes.addObject();
            entry.put("path", change.path());
            entry.set("before", change.before());
            entry.set("after", change.after());
        }
        return new Start(
                workflow,
                set.versionOf(workflow),
                workflow.trigger() instanceof Trigger.AttributeChange ? "attributeChange" : "groupMembershipChange",
                event.subject(),
                "change:" + event.id(),
                event.data().occurredAt(),
                false,
                changes,
                new Occasion(event.id(), event.correlationId(), event.traceparent(), event.lane()));
    }
}
