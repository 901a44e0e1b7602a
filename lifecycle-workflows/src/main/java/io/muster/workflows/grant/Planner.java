package io.muster.workflows.grant;

import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.pg.database.Database;
import io.muster.workflows.identity.DecisionStore;
import io.muster.workflows.identity.DecisionStore.Decided;
import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.Policies;
import io.muster.workflows.policy.PolicyDirectory;
import io.muster.workflows.policy.PolicyReader.Directory;
import io.muster.workflows.policy.PolicyService;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a directory would change for everybody, decided by the same rules, with nothing written and nobody told. */
@ApplicationScoped
class Planner {
    private static final int PAGE = 500;
    private static final Duration SETTLED = Duration.ofDays(365);

    private final Database database;
    private final Policies policies;
    private final PolicyService directories;
    private final IdentityStore identities;
    private final DecisionStore decisions;
    private final GrantStore grants;
    private final Assignment.Source assignments;
    private final BusinessClock clock;

    @Inject
    Planner(
            Database database,
            Policies policies,
            PolicyService directories,
            IdentityStore identities,
            DecisionStore decisions,
            GrantStore grants,
            Assignment.Source assignments,
            BusinessClock clock) {
        this.database = database;
        this.policies = policies;
        this.directories = directories;
        this.identities = identities;
        this.decisions = decisions;
        this.grants = grants;
        this.assignments = assignments;
        this.clock = clock;
    }

    Uni<Plan> plan(PolicyDirectory directory) {
        return directories.check(directory).chain(this::plan);
    }

    private Uni<Plan> plan(Directory checked) {
        var now = clock.instant();
        return database.transaction(tx -> policies.current(tx).chain(current -> {
            var planned = checked.set(current.version() + 1, Map.of());
            var sum = new Plan.Sum();
            return page(tx, current, planned, now, "", sum)
                    .chain(() -> identities.count(tx))
                    .map(people -> sum.plan(planned, people));
        }));
    }

    private Uni<Void> page(
            SqlConnection tx, PolicySet current, PolicySet planned, Instant now, String after, Plan.Sum sum) {
        return identities
                .after(tx, current, after, PAGE)
                .chain(people -> people.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : compare(tx, current, planned, now, people, sum)
                                .chain(() -> page(
                                        tx,
                                        current,
                                        planned,
                                        now,
                                        people.getLast().id(),
                                        sum)));
    }

    private Uni<Void> compare(
            SqlConnection tx, PolicySet current, PolicySet planned, Instant now, List<Person> people, Plan.Sum sum) {
        var ids = people.stream().map(Person::id).toList();
        return grants.of(tx, ids)
                .chain(held -> decisions
                        .read(tx, ids)
                        .chain(decided -> assignments
                                .assignmentsOf(tx, ids)
                                .invoke(assigned -> {
                                    var byPerson = assigned.stream().collect(Collectors.groupingBy(Assignment::person));
                                    for (var person : people) {
                                        var memory = decided.getOrDefault(person.id(), DecisionStore.NOTHING);
                                        var has = held.getOrDefault(person.id(), Map.of());
                                        var assignedTo = byPerson.getOrDefault(person.id(), List.of());
                                        sum.add(
                                                person.id(),
                                                desired(current, person, assignedTo, has, now, memory),
                                                desired(planned, person, assignedTo, has, now, memory));
                                    }
                                })
                                .replaceWithVoid()));
    }

    /** As it will be once everybody has settled. */
    private static Map<String, Desired> desired(
            PolicySet set,
            Person person,
            List<Assignment> assigned,
            Map<String, Grant> held,
            Instant now,
            Decided memory) {
        var settled = Person.of(
                person.id(), person.user(), person.deleted(), set.zoneOf(person.user()), person.occurredAt(), SETTLED);
        return AccessRules.decide(Situation.of(set, settled, assigned, held, now, memory.decidedAt(), memory.endedAt()))
                .desired();
    }
}
