package io.muster.workflows.identity;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** For whom a caller may act: a person for himself and his reports, an administrator ({@code policy:write}) for everybody. */
@ApplicationScoped
public class Reach {
    private final IdentityStore identities;

    @Inject
    Reach(IdentityStore identities) {
        this.identities = identities;
    }

    /**
     * The person of this id, if the caller may act for him.
     *
     * @throws ProblemException as failure: 403 when he may not, 404 when there is nobody and he might
     */
    public Uni<Person> person(SqlConnection tx, PolicySet policies, Caller caller, String id, String administrator) {
        boolean everybody = caller.has(administrator);
        return identities
                .find(tx, policies, id)
                .map(known -> known.map(IdentityStore.Known::person).filter(p -> !p.deleted()))
                .map(person -> {
                    if (!everybody && !caller.subject().equals(id) && !isReport(person, caller.subject())) {
                        throw new ProblemException(
                                Problem.of(403, "forbidden", "A person acts for himself and for his reports only."));
                    }
                    return person.orElseThrow(() -> notFound(id));
                });
    }

    private static boolean isReport(Optional<Person> person, String manager) {
        return person.flatMap(Person::managerId).filter(manager::equals).isPresent();
    }

    public static ProblemException notFound(String id) {
        return new ProblemException(Problem.of(404, "not-found", "There is no identity " + id + "."));
    }
}
