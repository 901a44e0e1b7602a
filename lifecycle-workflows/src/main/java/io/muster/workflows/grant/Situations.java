package io.muster.workflows.grant;

import io.muster.workflows.identity.DecisionStore.Decided;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Puts together what a decision about access depends on. */
@ApplicationScoped
class Situations {
    private final GrantStore grants;
    private final Assignment.Source assignments;

    @Inject
    Situations(GrantStore grants, Assignment.Source assignments) {
        this.grants = grants;
        this.assignments = assignments;
    }

    Uni<Situation> of(SqlConnection tx, PolicySet policies, Person person, Instant now, Decided decided) {
        return grants.of(tx, person.id())
                .chain(held -> assignments
                        .assignmentsOf(tx, List.of(person.id()))
                        .map(assigned -> Situation.of(
                                policies, person, assigned, held, now, decided.decidedAt(), decided.endedAt())));
    }
}
