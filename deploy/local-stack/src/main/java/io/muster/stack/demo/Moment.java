package io.muster.stack.demo;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who could use which application at an instant, as the applications themselves showed it.
 *
 * @param at business time
 * @param active Muster's ids of this run's people with an account that can be used, by target
 */
record Moment(Instant at, Map<String, Set<String>> active) {
    Moment {
        active = Map.copyOf(active);
    }

    /** What the targets show now. */
    static Moment seen(Run run) throws Exception {
        var at = run.businessNow();
        return new Moment(
                at,
                Map.of(
                        "code-host", active(run, run.codeHost().accounts()),
                        "directory", active(run, run.directory().accounts())));
    }

    Set<String> in(String target) {
        return active.getOrDefault(target, Set.of());
    }

    private static Set<String> active(Run run, Map<String, Account.Found> found) {
        var active = new TreeSet<String>();
        found.forEach((identity, account) -> {
            if (run.isOurs(identity) && account.account().active()) {
                active.add(identity);
            }
        });
        return active;
    }
}
