package io.muster.stack.torture;

import io.muster.events.EventTypes;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** HR moves people in two calls, and between the two they have no right to an account that they have before and after. */
public record TwoStepMoves(int people) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Set<String> TAKING_AWAY = Set.of(EventTypes.ACCOUNT_DISABLED, EventTypes.ACCOUNT_DELETED);

    @Override
    public String name() {
        return "two-step-moves";
    }

    @Override
    public String promise() {
        return "%d people are moved in two calls each, a third of them for good: no account is disabled that ends enabled"
                .formatted(people);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var movers = rig.engineers(people);
        rig.targetsAgree(PATIENCE);
        int events = rig.topics().events().size();
        var written = rig.codeHost().writes(0);
        long writes = written.isEmpty() ? 0 : written.getLast().path("sequence").asLong();
        Crew.each(movers, person -> {
            rig.hr().move(person, "Transfer");
            rig.hr().move(person, movers.indexOf(person) % 3 == 2 ? "Sales" : Employed.ENGINEERING);
        });
        rig.agree(evidence, PATIENCE);
        var stay = movers.stream().filter(person -> person.isDue("code-host")).toList();
        if (stay.size() == movers.size() || stay.isEmpty()) {
            throw new StepFailed("nobody moved for good, or everybody");
        }
        int taken = takenAway(rig, ids(movers), ids(stay), events);
        codeHostSaw(rig, ids(stay), writes);
        evidence.seen(
                "%d moved in two calls; %d kept both accounts without a disable, %d lost the code host",
                movers.size(), stay.size(), taken);
    }

    /** How many lost the code host rightly. */
    private static int takenAway(Rig rig, Set<String> movers, Set<String> stay, int before) {
        var events = new ArrayList<>(rig.topics().events());
        int rightly = 0;
        for (var read : events.subList(before, events.size())) {
            var event = read.event();
            var details = event.data().details();
            if (!TAKING_AWAY.contains(event.type()) || details == null || !movers.contains(event.subject())) {
                continue;
            }
            var target = details.path("target").asText();
            if (target.equals("directory") || stay.contains(event.subject())) {
                throw new StepFailed("an account that ends enabled was taken away: " + event);
            }
            rightly++;
        }
        return rightly;
    }

    private static void codeHostSaw(Rig rig, Set<String> stay, long after) throws Exception {
        for (var write : rig.codeHost().writes(after)) {
            if (stay.contains(write.path("externalId").asText())
                    && write.has("active")
                    && !write.path("active").asBoolean()) {
                throw new StepFailed("the code host saw an account disabled that ends enabled: " + write);
            }
        }
    }

    private static Set<String> ids(List<Employed> people) {
        return people.stream().map(Employed::id).collect(Collectors.toSet());
    }
}
