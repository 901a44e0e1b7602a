package io.muster.workflows.grant;

import io.muster.workflows.identity.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Decides all applications for one person, then separates duties: the whole desired access as a pure function of the situation. */
final class AccessRules {
    /**
     * The whole desired access.
     *
     * @param desired by application; also those that are absent, so that what was held before is revoked
     */
    record Access(Map<String, Desired> desired, List<Violation> violations) {
        Access {
            desired = Map.copyOf(desired);
            violations = List.copyOf(violations);
        }

        List<Timer> looks() {
            return desired.values().stream().flatMap(d -> d.looks().stream()).toList();
        }

        /** Applications in which a limit holds something back. */
        Set<String> held() {
            return desired.values().stream()
                    .filter(Desired::held)
                    .map(Desired::application)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** A broken separation of duties: which duties meet, and what was not given because of it. */
    record Violation(String rule, long version, List<String> duties, List<String> blocked) {
        Violation {
            duties = List.copyOf(duties);
            blocked = List.copyOf(blocked);
        }
    }

    private AccessRules() {}

    static Access decide(Situation situation) {
        var desired = new TreeMap<String, Desired>();
        for (var name : applications(situation)) {
            desired.put(name, new ApplicationRules(situation, name).decide());
        }
        var violations = new ArrayList<Violation>();
        if (!situation.person().deleted() && situation.endedAt() == null) {
            new SeparationRules(situation, desired).apply(violations);
        }
        return new Access(desired, violations);
    }

    /** Those that policies know, those that he holds, those that he was promised. */
    private static Set<String> applications(Situation situation) {
        var names = new TreeSet<>(situation.policies().applications().keySet());
        situation.grants().values().stream().filter(Grant::isHeld).forEach(g -> names.add(g.application()));
        return names;
    }
}
