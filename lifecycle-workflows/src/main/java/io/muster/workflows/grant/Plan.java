package io.muster.workflows.grant;

import io.muster.workflows.policy.PolicySet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who would gain and who would lose what:
 * {@code {"gains":[{"identity","application","entitlements","because"}],"losses":[…],"totals":{application:{"gains","losses"}},"limitsTripped":[…]}}.
 */
record Plan(
        List<Difference> gains, List<Difference> losses, Map<String, Total> totals, List<LimitTripped> limitsTripped) {
    /** What one person gains or loses in one application; without entitlements it is the account itself. */
    record Difference(String identity, String application, List<String> entitlements, String because) {}

    /** How many people gain and lose something in an application. */
    record Total(long gains, long losses) {}

    /** A limit that the losses would reach. */
    record LimitTripped(String limit, long count, long allowed, String window) {}

    /** Adds up people one by one; only what differs is kept. */
    static final class Sum {
        private final List<Difference> gains = new ArrayList<>();
        private final List<Difference> losses = new ArrayList<>();

        /** Compares what one person should have by the policies that count with what he should have by the planned ones. */
        void add(String identity, Map<String, Desired> now, Map<String, Desired> planned) {
            var names = new TreeSet<>(now.keySet());
            names.addAll(planned.keySet());
            for (var name : names) {
                var before = now.get(name);
                var after = planned.get(name);
                difference(identity, name, usable(before), usable(after), after == null ? before : after);
            }
        }

        private void difference(
                String identity,
                String application,
                Optional<Set<String>> before,
                Optional<Set<String>> after,
                @Nullable Desired because) {
            var text = because == null ? "" : because.why().reason().text();
            var gained = minus(after.orElse(Set.of()), before.orElse(Set.of()));
            var lost = minus(before.orElse(Set.of()), after.orElse(Set.of()));
            if ((after.isPresent() && before.isEmpty()) || !gained.isEmpty()) {
                gains.add(new Difference(identity, application, gained, text));
            }
            if ((before.isPresent() && after.isEmpty()) || !lost.isEmpty()) {
                losses.add(new Difference(identity, application, lost, text));
            }
        }

        private static Optional<Set<String>> usable(@Nullable Desired desired) {
            return desired != null && desired.status() == GrantStatus.ACTIVE
                    ? Optional.of(desired.entitlements())
                    : Optional.empty();
        }

        private static List<String> minus(Set<String> all, Set<String> some) {
            return all.stream().filter(e -> !some.contains(e)).sorted().toList();
        }

        Plan plan(PolicySet policies, long people) {
            var totals = new TreeMap<String, Total>();
            gains.forEach(d -> totals.merge(d.application(), new Total(1, 0), Sum::plus));
            losses.forEach(d -> totals.merge(d.application(), new Total(0, 1), Sum::plus));
            return new Plan(List.copyOf(gains), List.copyOf(losses), totals, tripped(policies, people));
        }

        private static Total plus(Total one, Total other) {
            return new Total(one.gains + other.gains, one.losses + other.losses);
        }

        private List<LimitTripped> tripped(PolicySet policies, long people) {
            var limit = policies.organization().revocations();
            if (limit == null || losses.size() <= limit.allowed(people)) {
                return List.of();
            }
            return List.of(new LimitTripped(
                    "revocations",
                    losses.size(),
                    limit.allowed(people),
                    limit.window().toString()));
        }
    }
}
