package io.muster.workflows.approval;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.workflows.approval.AccessRequest.Stage;
import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.Approval;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Finds who decides: people who are employed today, never the person himself. */
@ApplicationScoped
class Approvers {
    private final IdentityStore identities;

    @Inject
    Approvers(IdentityStore identities) {
        this.identities = identities;
    }

    /** The stages with their people: neither who it is for nor who asked. A stage that nobody can decide, also by its fallback, is a problem (422). */
    Uni<List<Stage>> stages(
            SqlConnection tx, PolicySet policies, Approval approval, Person person, String requestedBy, Instant now) {
        return Multi.createFrom()
                .iterable(approval.stages())
                .onItem()
                .transformToUniAndConcatenate(stage -> people(tx, policies, stage, person, requestedBy, now)
                        .map(ids -> Stage.open(ids, stage.deadline().toString())))
                .collect()
                .asList();
    }

    private Uni<List<String>> people(
            SqlConnection tx,
            PolicySet policies,
            Approval.Stage stage,
            Person person,
            String requestedBy,
            Instant now) {
        return Multi.createFrom()
                .iterable(stage.approvers())
                .onItem()
                .transformToUniAndConcatenate(approver -> find(tx, policies, approver, person))
                .collect()
                .asList()
                .chain(found -> {
                    var ids = able(found.stream().flatMap(List::stream).toList(), person, requestedBy, now);
                    var fallback = stage.fallback();
                    return ids.isEmpty() && fallback != null
                            ? find(tx, policies, fallback, person).map(people -> able(people, person, requestedBy, now))
                            : Uni.createFrom().item(ids);
                })
                .invoke(ids -> {
                    if (ids.isEmpty()) {
                        throw new ProblemException(Problem.of(
                                422, "no-approver", "Nobody can approve this: there is no manager and no fallback."));
                    }
                });
    }

    private Uni<List<Person>> find(SqlConnection tx, PolicySet policies, Approval.Approver approver, Person person) {
        return switch (approver) {
            case Approval.Approver.Manager manager ->
                person.managerId()
                        .map(id -> identities.living(tx, policies, List.of(id)))
                        .orElseGet(() -> Uni.createFrom().item(List.of()));
            case Approval.Party.Group group -> identities.membersOf(tx, policies, group.name());
            case Approval.Party.User user -> identities.named(tx, policies, user.name());
        };
    }

    private static List<String> able(List<Person> people, Person person, String requestedBy, Instant now) {
        return people.stream()
                .filter(p -> !p.id().equals(person.id()) && !p.id().equals(requestedBy))
                .filter(p -> p.employment().employed(now))
                .map(Person::id)
                .distinct()
                .toList();
    }
}
