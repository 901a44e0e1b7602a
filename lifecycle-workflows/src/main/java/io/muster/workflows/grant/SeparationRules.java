package io.muster.workflows.grant;

import io.muster.workflows.grant.AccessRules.Violation;
import io.muster.workflows.policy.SeparationOfDuties;
import io.muster.workflows.policy.SeparationOfDuties.Action;
import io.muster.workflows.policy.SeparationOfDuties.Duty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Separates duties in the desired access of one person. A duty that would be new is not given where the rule blocks; of two new ones the second
 * side gives way. What he held already is reported, not taken: that needs somebody's decision.
 */
final class SeparationRules {
    private final Situation situation;
    private final Map<String, Desired> desired;

    SeparationRules(Situation situation, Map<String, Desired> desired) {
        this.situation = situation;
        this.desired = desired;
    }

    void apply(List<Violation> violations) {
        for (var rule : situation.policies().separations()) {
            if (!rule.isBrokenBy(access())) {
                continue;
            }
            var duties = rule.held(access());
            var blocked = rule.action() == Action.BLOCK ? block(rule) : List.<Duty>of();
            violations.add(new Violation(
                    rule.name(),
                    situation.policies().versionOf(rule),
                    duties.stream().map(Duty::toString).toList(),
                    blocked.stream().map(Duty::toString).toList()));
        }
    }

    private Map<String, Set<String>> access() {
        var access = new HashMap<String, Set<String>>();
        desired.forEach((name, d) -> {
            if (d.status() != GrantStatus.ABSENT) {
                access.put(name, d.entitlements());
            }
        });
        return access;
    }

    private List<Duty> block(SeparationOfDuties rule) {
        var blocked = new ArrayList<Duty>();
        for (var side : List.of(rule.other(), rule.one())) {
            for (var duty : side) {
                if (rule.isBrokenBy(access()) && rule.held(access()).contains(duty) && isNew(duty)) {
                    take(rule, duty);
                    blocked.add(duty);
                }
            }
        }
        return blocked;
    }

    private boolean isNew(Duty duty) {
        var before = situation.held(duty.application());
        return before == null
                || (duty.entitlement() != null && !before.entitlements().contains(duty.entitlement()));
    }

    private void take(SeparationOfDuties rule, Duty duty) {
        var was = desired.get(duty.application());
        if (was == null) {
            return;
        }
        var why = Why.policy(
                rule.name(),
                situation.policies().versionOf(rule),
                "Separation of duties " + rule.name() + " does not allow " + duty);
        var entitlement = duty.entitlement();
        var rest = entitlement == null
                ? List.<GrantReason>of()
                // A reason that gave nothing else gives nothing, not an account without entitlements.
                : was.reasons().stream()
                        .filter(r -> !r.entitlements().equals(List.of(entitlement)))
                        .map(r -> r.without(entitlement))
                        .toList();
        var blocked =
                rest.isEmpty() ? was.with(GrantStatus.ABSENT, List.of(), why) : was.with(was.status(), rest, was.why());
        desired.put(
                duty.application(),
                blocked.and(new Step(rule.label(), rule.name(), null, true, "blocks " + duty, null)));
    }

    /** The entitlements by application that somebody would hold with these beside what he holds. */
    static Map<String, Set<String>> together(Iterable<Grant> grants, Map<String, List<String>> more) {
        var access = new HashMap<String, Set<String>>();
        for (var grant : grants) {
            if (grant.isHeld()) {
                access.computeIfAbsent(grant.application(), name -> new TreeSet<>())
                        .addAll(grant.entitlements());
            }
        }
        more.forEach((name, entitlements) ->
                access.computeIfAbsent(name, n -> new TreeSet<>()).addAll(entitlements));
        return access;
    }
}
