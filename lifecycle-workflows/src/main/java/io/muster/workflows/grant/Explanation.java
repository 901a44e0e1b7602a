package io.muster.workflows.grant;

import io.muster.events.Actor;
import io.muster.workflows.policy.Application;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a decision differs from the one before: in words, by the rule, the request or the day that made it. */
final class Explanation {
    private final Situation situation;
    private final String name;
    private final @Nullable Application application;
    private final @Nullable Grant before;

    Explanation(Situation situation, String name, @Nullable Application application, @Nullable Grant before) {
        this.situation = situation;
        this.name = name;
        this.application = application;
        this.before = before;
    }

    Why gain(List<GrantReason> reasons) {
        var fresh = reasons.stream()
                .filter(reason -> before == null || before.reasons().stream().noneMatch(reason::sameAs))
                .findFirst();
        if (fresh.isEmpty()) {
            return before != null && before.status() == GrantStatus.DISABLED
                    ? Why.policy(name, version(), "The person is employed and all conditions hold again")
                    : loss();
        }
        var reason = fresh.get();
        if (reason.kind() == GrantReason.Kind.REQUEST) {
            return approved(reason);
        }
        var rule = Objects.requireNonNull(application).birthright().stream()
                .filter(r -> r.name().equals(reason.rule()))
                .findFirst();
        var text = rule.map(r -> r.scope().inWords()).orElse("") + " (rule " + reason.rule() + ")";
        boolean firstDay = rule.map(r -> ApplicationRules.start(situation, r))
                .filter(start -> situation.lastDecided() != null && start.isAfter(situation.lastDecided()))
                .isPresent();
        return firstDay
                ? Why.timer("hireDate", "The first day has come; " + text, reason.ref())
                : Why.policy(name, reason.version(), text);
    }

    private Why approved(GrantReason reason) {
        var by = situation.assignments().stream()
                .filter(a -> a.request().equals(reason.request()))
                .map(Assignment::approvedBy)
                .filter(Objects::nonNull)
                .findFirst();
        return by.map(approver -> Why.person(
                        Actor.person(approver), "Request for " + reason.policy() + " was approved", reason.ref()))
                .orElseGet(() -> Why.person(
                        Actor.policy(reason.policy()),
                        "Request for " + reason.policy() + " needed no approval",
                        reason.ref()));
    }

    /** Why something that he had is gone: a request that ended, else a rule that does not hold any more. */
    Why loss() {
        var gone = before == null
                ? Optional.<GrantReason>empty()
                : before.reasons().stream()
                        .filter(old -> old.kind() == GrantReason.Kind.REQUEST
                                && situation.assignments().stream()
                                        .noneMatch(a -> a.request().equals(old.request())))
                        .findFirst();
        if (gone.isPresent()) {
            return Why.timer(
                    "request",
                    "The access by request for " + gone.get().policy() + " ended",
                    gone.get().ref());
        }
        var rule = before == null
                ? ""
                : before.reasons().stream()
                        .map(GrantReason::rule)
                        .filter(Objects::nonNull)
                        .map(r -> application == null
                                ? "the application was removed from the policies"
                                : "rule " + r + " does not hold" + scopeOf(r))
                        .findFirst()
                        .orElse("no rule holds");
        return Why.policy(name, version(), rule.isEmpty() ? "no rule gives it" : rule);
    }

    private String scopeOf(String rule) {
        return Objects.requireNonNull(application).birthright().stream()
                .filter(r -> r.name().equals(rule))
                .map(r -> ": " + r.scope().inWords())
                .findFirst()
                .orElse(" any more: it was removed");
    }

    Why unchanged() {
        return Why.policy(name, version(), "Nothing changed");
    }

    long version() {
        return application == null
                ? situation.policies().version()
                : situation.policies().versionOf(application);
    }

    String ref() {
        return "policy:" + name + "@" + version();
    }
}
