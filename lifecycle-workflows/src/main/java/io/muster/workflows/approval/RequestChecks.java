package io.muster.workflows.approval;

import io.muster.scim.filter.Moment;
import io.muster.workflows.grant.DutySeparation;
import io.muster.workflows.grant.DutySeparation.Broken;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.AccessPackage;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a package may be asked for: by whom, for how long, and beside what the person has. */
@ApplicationScoped
class RequestChecks {
    private final RequestStore store;
    private final DutySeparation separation;

    @Inject
    RequestChecks(RequestStore store, DutySeparation separation) {
        this.store = store;
        this.separation = separation;
    }

    static void person(AccessPackage wanted, Person person, Instant now) {
        var scope = wanted.requestableBy();
        if (person.employment().ending(now).isPresent()) {
            throw Requests.refused(403, "not-requestable", "The person is not employed any more.");
        }
        if (scope != null && !scope.matches(person.user(), new Moment(now, person.zone()))) {
            throw Requests.refused(
                    403,
                    "not-requestable",
                    "\"" + wanted.name() + "\" cannot be requested for this person: " + scope.inWords() + ".");
        }
    }

    static void duration(PolicySet policies, AccessPackage wanted, Requests.Asked asked, Instant now) {
        var until = asked.until();
        var maximum = policies.duration(wanted).maximum();
        if (until == null) {
            return;
        }
        var zone = asked.person().zone();
        var end = until.plusDays(1).atStartOfDay(zone).toInstant();
        if (!end.isAfter(now)) {
            throw Requests.refused(422, "invalid-until", "\"until\" lies in the past.");
        }
        if (maximum != null
                && until.isAfter(maximum.after(now, zone).atZone(zone).toLocalDate())) {
            throw Requests.refused(422, "invalid-until", "\"until\" is later than the maximum of " + maximum + ".");
        }
    }

    /** The separation of duties that would be broken by what he has, what is approved or pending for him, and what is asked now. */
    Uni<Optional<Broken>> duties(
            SqlConnection tx, PolicySet policies, Person person, Map<String, List<String>> wanted) {
        return store.open(tx, person.id()).chain(open -> {
            var promised = new HashMap<String, List<String>>();
            open.forEach(request -> add(promised, request.grants()));
            return separation.broken(tx, policies, person.id(), promised, wanted);
        });
    }

    private static void add(Map<String, List<String>> all, Map<String, List<String>> more) {
        more.forEach((application, entitlements) -> all.merge(
                application,
                entitlements,
                (one, other) -> Stream.concat(one.stream(), other.stream()).toList()));
    }
}
