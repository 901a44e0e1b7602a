package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.scim.schema.Times;
import io.muster.workflows.identity.Decider;
import io.muster.workflows.identity.Person;
import io.muster.workflows.identity.Timer;
import io.muster.workflows.policy.LifecycleWorkflow;
import io.muster.workflows.policy.LifecycleWorkflow.Trigger;
import io.muster.workflows.workflow.RunStore.Start;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts runs for dates that have come, and sets timers for those that will. A date that arrives already past runs now and says so; one before the
 * workflow's activation never runs, unless backfill was asked for.
 */
@ApplicationScoped
class DateTriggers implements Decider {
    private static final Duration ON_TIME = Duration.ofMinutes(5);

    private static final Comparator<LifecycleWorkflow> LEAVERS_FIRST = Comparator.comparing(
                    (LifecycleWorkflow w) -> w.category() != LifecycleWorkflow.Category.LEAVER)
            .thenComparing(LifecycleWorkflow::name);

    private final RunStore runs;

    @Inject
    DateTriggers(RunStore runs) {
        this.runs = runs;
    }

    @Override
    public int order() {
        return 30;
    }

    @Override
    public Uni<Decision> decide(SqlConnection tx, Matter matter) {
        var workflows = matter.policies().workflows().values().stream()
                .filter(w -> w.enabled() && w.trigger() instanceof Trigger.TimeBased)
                .sorted(LEAVERS_FIRST)
                .toList();
        if (workflows.isEmpty() || matter.person().deleted()) {
            return Uni.createFrom().item(Decision.again(List.of()));
        }
        return runs.activations(tx).chain(activations -> {
            var timers = new ArrayList<Timer>();
            var starts = new ArrayList<Start>();
            for (var workflow : workflows) {
                instant(workflow, matter.person()).ifPresent(timer -> {
                    if (timer.firesAt().isAfter(matter.now())) {
                        timers.add(timer);
                    } else if (workflow.backfill() || counts(activations, workflow, timer.firesAt())) {
                        starts.add(start(matter, workflow, timer));
                    }
                });
            }
            return Multi.createFrom()
                    .iterable(starts)
                    .onItem()
                    .transformToUniAndConcatenate(start -> runs.start(tx, start))
                    .collect()
                    .last()
                    .replaceWith(Decision.again(timers));
        });
    }

    private static boolean counts(Map<String, Instant> activations, LifecycleWorkflow workflow, Instant at) {
        var activated = activations.get(workflow.name());
        return activated != null && !at.isBefore(activated);
    }

    private static Optional<Timer> instant(LifecycleWorkflow workflow, Person person) {
        if (!(workflow.trigger() instanceof Trigger.TimeBased time)) {
            return Optional.empty();
        }
        return date(time, person)
                .map(date -> Timer.at(
                        "workflow/" + workflow.name(), date.plusDays(time.offsetInDays()), time.at(), person.zone()));
    }

    private static Optional<LocalDate> date(Trigger.TimeBased time, Person person) {
        return switch (time.attribute()) {
            case HIRE_DATE -> Optional.ofNullable(person.employment().hireDate());
            case END_DATE -> Optional.ofNullable(person.employment().endDate());
            case CREATED ->
                Times.instant(person.user().path("meta").path("created").asText(""))
                        .map(at -> at.atZone(person.zone()).toLocalDate());
        };
    }

    private static Start start(Matter matter, LifecycleWorkflow workflow, Timer timer) {
        return new Start(
                workflow,
                matter.policies().versionOf(workflow),
                "timeBased",
                matter.person().id(),
                "date:" + timer.date() + "T" + timer.time(),
                timer.firesAt(),
                timer.firesAt().plus(ON_TIME).isBefore(matter.now()),
                JsonNodeFactory.instance.arrayNode(),
                matter.occasion());
    }
}
