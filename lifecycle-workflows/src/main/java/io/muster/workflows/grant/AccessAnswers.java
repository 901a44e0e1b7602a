package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.workflows.identity.DecisionStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.identity.Reach;
import io.muster.workflows.policy.Policies;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what a person has, and why. */
@ApplicationScoped
class AccessAnswers {
    /** {@code {"application","status","steps":[…],"sentence"}}. */
    record Explanation(String application, String status, List<Step> steps, String sentence) {}

    static final String READER = "policy:read";

    private final Database database;
    private final Policies policies;
    private final GrantStore grants;
    private final Situations situations;
    private final DecisionStore decisions;
    private final Reach reach;
    private final BusinessClock clock;
    private final Caller caller;

    @Inject
    AccessAnswers(
            Database database,
            Policies policies,
            GrantStore grants,
            Situations situations,
            DecisionStore decisions,
            Reach reach,
            BusinessClock clock,
            Caller caller) {
        this.database = database;
        this.policies = policies;
        this.grants = grants;
        this.situations = situations;
        this.decisions = decisions;
        this.reach = reach;
        this.clock = clock;
        this.caller = caller;
    }

    /** What was decided, application by application; also what he had once. A deleted person is found by an administrator. */
    Uni<Page<ObjectNode>> access(String id) {
        return database.transaction(tx -> visible(tx, id).chain(() -> grants.of(tx, id)))
                .map(held -> new Page<>(
                        held.values().stream()
                                .sorted(Comparator.comparing(Grant::application))
                                .map(Grant::access)
                                .toList(),
                        null));
    }

    private Uni<Void> visible(SqlConnection tx, String id) {
        if (caller.has(READER)) {
            return Uni.createFrom().voidItem();
        }
        return policies.current(tx)
                .chain(set -> reach.person(tx, set, caller, id, READER))
                .replaceWithVoid();
    }

    /** Decides anew and shows how: each rule with its scope, each value with where it comes from. */
    Uni<Explanation> explain(String id, @Nullable String application) {
        if (application == null || application.isBlank()) {
            throw new ProblemException(Problem.of(400, "invalid-request", "\"application\" is missing."));
        }
        return database.transaction(tx -> policies.current(tx)
                .chain(set -> reach.person(tx, set, caller, id, READER)
                        .chain(person -> explain(tx, set, person, application))));
    }

    private Uni<Explanation> explain(SqlConnection tx, PolicySet set, Person person, String application) {
        return decisions
                .read(tx, person.id())
                .chain(decided -> situations.of(tx, set, person, clock.instant(), decided))
                .map(situation -> {
                    var desired = AccessRules.decide(situation).desired().get(application);
                    if (desired == null) {
                        throw new ProblemException(Problem.of(
                                404, "not-found", "There is no application \"" + application + "\" in the policies."));
                    }
                    return new Explanation(
                            application, desired.status().text(), desired.steps(), sentence(person, desired));
                });
    }

    private static String sentence(Person person, Desired desired) {
        var name = person.displayName();
        var gives = desired.steps().stream()
                .filter(step ->
                        step.matched() && step.value() != null && !step.rule().contains("."))
                .map(step -> step.rule())
                .distinct()
                .toList();
        return switch (desired.status()) {
            case ACTIVE -> name + " has " + desired.application() + " by " + String.join(", ", gives) + ".";
            case DISABLED ->
                name + "'s access to " + desired.application() + " is disabled: "
                        + desired.why().reason().text() + ".";
            case ABSENT ->
                name + " has no access to " + desired.application() + ": "
                        + desired.why().reason().text() + ".";
        };
    }
}
