package io.muster.workflows.grant;

import io.muster.events.Actor;
import io.muster.workflows.identity.Employment.Ending;
import io.muster.workflows.identity.Timer;
import io.muster.workflows.policy.Application;
import io.muster.workflows.policy.Application.Birthright;
import io.muster.workflows.policy.Condition;
import io.muster.workflows.policy.Inherited;
import io.muster.workflows.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides one application for one person: a pure function of the situation. */
final class ApplicationRules {
    private static final Duration LONGEST_SETTLE = Duration.ofDays(30);

    private final Situation situation;
    private final String name;
    private final @Nullable Application application;
    private final @Nullable Grant before;
    private final Explanation explanation;
    private final List<Step> steps = new ArrayList<>();
    private final List<Timer> looks = new ArrayList<>();

    ApplicationRules(Situation situation, String name) {
        this.situation = situation;
        this.name = name;
        this.application = situation.policies().applications().get(name);
        this.before = situation.held(name);
        this.explanation = new Explanation(situation, name, application, before);
    }

    Desired decide() {
        if (situation.person().deleted()) {
            return absent(Why.person(Actor.system("scim-gateway"), "The person was deleted", "identity:" + id()));
        }
        var endedAt = situation.endedAt();
        var ending = situation.ending();
        if (endedAt != null && ending.isPresent()) {
            return ended(endedAt, ending.get());
        }
        return employed();
    }

    /** Disabled at once, with what he had; gone when the retention ends. Who had nothing gets nothing. */
    private Desired ended(Instant endedAt, Ending ending) {
        var retention = retention();
        var deleteAt = retention.value().after(endedAt, situation.person().zone());
        step("leaver.disable", null, true, ending.words(), null);
        boolean over = !situation.now().isBefore(deleteAt);
        step("leaver.delete", null, over, retention.value() + " after " + endedAt, retention.from());
        if (before == null) {
            return absent(Why.policy(name, explanation.version(), "The person " + ending.words()));
        }
        if (over) {
            return absent(Why.timer(
                    "leaver.delete",
                    "The retention of " + retention.value() + " after the end is over",
                    explanation.ref() + "#leaver"));
        }
        look("delete", deleteAt);
        var text = "The person " + ending.words();
        var why = ending == Ending.LAST_DAY_PASSED
                ? Why.timer("endDate", text, "identity:" + id())
                : Why.person(Actor.system("scim-gateway"), text, "identity:" + id());
        return desired(GrantStatus.DISABLED, before.reasons(), why, false);
    }

    private Inherited<Span> retention() {
        return application == null
                ? situation.policies().deleteAfter(new Application(name, List.of(), List.of(), null, List.of(), null))
                : situation.policies().deleteAfter(application);
    }

    private Desired employed() {
        situation.person().employment().endsAt().ifPresent(at -> look("end", at));
        var current = new ArrayList<GrantReason>();
        if (application != null) {
            birthrights(application, current);
        }
        requests(current);
        var broken = application == null ? Optional.<Inherited<Condition>>empty() : brokenCondition(application);
        var lost = before == null
                ? List.<GrantReason>of()
                : before.reasons().stream()
                        .filter(old -> old.kind() == GrantReason.Kind.POLICY
                                && (current.stream().noneMatch(old::sameAs) || losesWithin(old, current)))
                        .toList();
        boolean keeps = !lost.isEmpty() && (situation.hold() || !settled());
        if (keeps) {
            return keeping(current, lost, broken);
        }
        return settledDecision(current, broken, false);
    }

    /** Whether the same reason gives less than it did: then what is missing is lost by rule too. */
    private static boolean losesWithin(GrantReason old, List<GrantReason> current) {
        return current.stream()
                .filter(old::sameAs)
                .noneMatch(now -> now.entitlements().containsAll(old.entitlements()));
    }

    /** What he loses by rule stays for the moment; what is new comes at once. A disabled account is never enabled by what is about to go. */
    private Desired keeping(List<GrantReason> current, List<GrantReason> lost, Optional<Inherited<Condition>> broken) {
        var grant = Objects.requireNonNull(before);
        if (grant.status() == GrantStatus.DISABLED && current.isEmpty()) {
            return desired(GrantStatus.DISABLED, grant.reasons(), explanation.unchanged(), situation.hold());
        }
        if (grant.status() == GrantStatus.DISABLED) {
            return settledDecision(current, broken, false);
        }
        var all = new ArrayList<>(current.stream()
                .filter(reason -> lost.stream().noneMatch(reason::sameAs))
                .toList());
        for (var old : lost) {
            var now = current.stream().filter(old::sameAs).findFirst();
            var entitlements = new ArrayList<>(old.entitlements());
            now.ifPresent(reason -> entitlements.addAll(reason.entitlements()));
            all.add(new GrantReason(old.kind(), old.policy(), old.version(), old.rule(), old.request(), entitlements));
            step(
                    Objects.requireNonNullElse(old.rule(), ""),
                    null,
                    false,
                    situation.hold() ? "held by the limit of revocations" : "until the person has settled",
                    null);
        }
        return settledDecision(all, broken, situation.hold());
    }

    private Desired settledDecision(List<GrantReason> reasons, Optional<Inherited<Condition>> broken, boolean held) {
        if (reasons.isEmpty()) {
            return absent(explanation.loss());
        }
        if (broken.isEmpty()) {
            return desired(GrantStatus.ACTIVE, reasons, explanation.gain(reasons), held);
        }
        var condition = broken.get().value();
        var why = Why.policy(
                name,
                explanation.version(),
                "Condition " + condition.name() + " does not hold: "
                        + condition.when().inWords());
        if (before == null) {
            // There is nothing yet that could be suspended; it comes when the condition holds.
            return absent(why);
        }
        if (situation.hold() && before.status() == GrantStatus.ACTIVE) {
            return desired(GrantStatus.ACTIVE, reasons, explanation.unchanged(), true);
        }
        return desired(GrantStatus.DISABLED, reasons, why, held);
    }

    private void birthrights(Application of, List<GrantReason> current) {
        for (var rule : of.birthright()) {
            boolean matched = rule.scope().matches(situation.person().user(), situation.moment());
            rule.scope().nextLook(situation.moment()).ifPresent(at -> look("scope/" + rule.name(), at));
            var start = start(situation, rule);
            boolean begun = start == null || !situation.now().isBefore(start);
            step(rule.name(), rule.scope().toString(), matched && begun, value(rule, start, begun), null);
            if (matched && begun) {
                current.add(GrantReason.rule(name, explanation.version(), rule.name(), rule.entitlements()));
            } else if (matched) {
                look("start/" + rule.name(), Objects.requireNonNull(start));
            }
        }
    }

    static @Nullable Instant start(Situation situation, Birthright rule) {
        return rule.startsAtHireDate()
                ? situation.person().employment().hiredAt().orElse(null)
                : null;
    }

    private static String value(Birthright rule, @Nullable Instant start, boolean begun) {
        var gives = rule.entitlements().isEmpty() ? "an account" : String.join(", ", rule.entitlements());
        return begun ? gives : gives + " from " + start;
    }

    private void requests(List<GrantReason> current) {
        for (var assignment : situation.assignments()) {
            var entitlements = assignment.entitlements().get(name);
            var until = assignment.until();
            if (entitlements == null || (until != null && !situation.now().isBefore(until))) {
                continue;
            }
            current.add(GrantReason.request(
                    assignment.accessPackage(), assignment.packageVersion(), assignment.request(), entitlements));
            steps.add(new Step(
                    "AccessPackage/" + assignment.accessPackage(),
                    "request " + assignment.request(),
                    null,
                    true,
                    String.join(", ", entitlements) + (until == null ? "" : " until " + until),
                    null));
        }
    }

    private Optional<Inherited<Condition>> brokenCondition(Application of) {
        Optional<Inherited<Condition>> broken = Optional.empty();
        for (var condition : situation.policies().conditions(of)) {
            var when = condition.value().when();
            boolean holds = when.matches(situation.person().user(), situation.moment());
            when.nextLook(situation.moment())
                    .ifPresent(at -> look("condition/" + condition.value().name(), at));
            step(
                    "conditionalAccess." + condition.value().name(),
                    when.toString(),
                    holds,
                    holds ? null : "suspend",
                    condition.from());
            if (!holds && broken.isEmpty()) {
                broken = Optional.of(condition);
            }
        }
        return broken;
    }

    private boolean settled() {
        var settle = application == null
                ? situation.policies().settle(new Application(name, List.of(), List.of(), null, List.of(), null))
                : situation.policies().settle(application);
        var needed = Duration.between(Instant.EPOCH, settle.value().after(Instant.EPOCH, ZoneOffset.UTC));
        var remaining = (needed.compareTo(LONGEST_SETTLE) > 0 ? LONGEST_SETTLE : needed)
                .minus(situation.person().sinceChange());
        if (remaining.isPositive()) {
            look("settle", situation.now().plus(remaining));
            return false;
        }
        return true;
    }

    private Desired absent(Why why) {
        return new Desired(name, GrantStatus.ABSENT, List.of(), null, why, steps, looks, false);
    }

    private Desired desired(GrantStatus status, List<GrantReason> reasons, Why why, boolean held) {
        return new Desired(name, status, reasons, validTo(reasons), why, steps, looks, held);
    }

    /** The end of the last request, when only requests give the access. */
    private @Nullable Instant validTo(List<GrantReason> reasons) {
        Instant last = null;
        for (var reason : reasons) {
            var until = situation.assignments().stream()
                    .filter(a -> a.request().equals(reason.request()))
                    .map(Assignment::until)
                    .filter(Objects::nonNull)
                    .findFirst();
            if (until.isEmpty()) {
                return null;
            }
            last = last == null || until.get().isAfter(last) ? until.get() : last;
        }
        return last;
    }

    private String id() {
        return situation.person().id();
    }

    private void step(
            String rule, @Nullable String scope, boolean matched, @Nullable String value, @Nullable String from) {
        var own = "Application/" + name;
        steps.add(new Step(own, rule, scope, matched, value, from == null || from.equals(own) ? null : from));
    }

    private void look(String what, Instant at) {
        if (at.isAfter(situation.now())) {
            looks.add(Timer.at(
                    "grant/" + name + "/" + what, at, situation.person().zone()));
        }
    }
}
