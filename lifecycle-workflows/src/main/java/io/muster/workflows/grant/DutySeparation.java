package io.muster.workflows.grant;

import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.policy.SeparationOfDuties;
import io.muster.workflows.policy.SeparationOfDuties.Action;
import io.muster.workflows.policy.SeparationOfDuties.Duty;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Foresees whether more access would break a separation of duties that blocks. */
@ApplicationScoped
public class DutySeparation {
    private final GrantStore grants;

    @Inject
    DutySeparation(GrantStore grants) {
        this.grants = grants;
    }

    /**
     * A separation of duties that more access would break.
     *
     * @param duties which of it would meet
     */
    public record Broken(SeparationOfDuties rule, List<String> duties) {
        public Broken {
            duties = List.copyOf(duties);
        }
    }

    /**
     * The first rule that {@code wanted} would break; one that is broken already is not made worse and does not count.
     *
     * @param promised what is approved or pending beside the grants, entitlements by application
     */
    public Uni<Optional<Broken>> broken(
            SqlConnection tx,
            PolicySet policies,
            String identity,
            Map<String, List<String>> promised,
            Map<String, List<String>> wanted) {
        return grants.of(tx, identity).map(held -> {
            var before = SeparationRules.together(held.values(), promised);
            var all = new HashMap<>(promised);
            wanted.forEach((application, entitlements) -> all.merge(
                    application,
                    entitlements,
                    (one, other) -> Stream.concat(one.stream(), other.stream()).toList()));
            var after = SeparationRules.together(held.values(), all);
            return policies.separations().stream()
                    .filter(rule -> rule.action() == Action.BLOCK && rule.isBrokenBy(after) && !rule.isBrokenBy(before))
                    .findFirst()
                    .map(rule -> new Broken(
                            rule, rule.held(after).stream().map(Duty::toString).toList()));
        });
    }
}
