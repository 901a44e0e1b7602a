package io.muster.dispatcher.account;

import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.TargetId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The entitlements of one account in a run: what it should not have is taken, and what it should have is given. A result
 * ends the run. Used by one thread.
 */
final class Entitling {
    private final Connector connector;
    private final Desired desired;
    private final Run run;
    private final Writes writes;

    Entitling(Connector connector, Desired desired, Run run, Writes writes) {
        this.connector = connector;
        this.desired = desired;
        this.run = run;
        this.writes = writes;
    }

    /** Takes what the account should not have, and has it proven. */
    Optional<Result> takeSurplus(TargetId id) {
        Set<String> surplus = new TreeSet<>(run.entitlements());
        surplus.removeAll(desired.entitlements());
        if (surplus.isEmpty()) {
            return Optional.empty();
        }
        for (String name : surplus) {
            Optional<Result> stop =
                    writes.write("removeEntitlement", () -> connector.changeMembers(name, Set.of(), Set.of(id)));
            if (stop.isPresent()) {
                return stop;
            }
        }
        Optional<Result> unproven =
                writes.prove(connector.entitlements(id, surplus).map(Set::isEmpty), "still has " + surplus);
        if (unproven.isEmpty()) {
            Set<String> kept = new TreeSet<>(run.entitlements());
            kept.removeAll(surplus);
            run.entitled(kept, desired.attributes());
        }
        return unproven;
    }

    /** Gives what the account does not have yet. */
    Optional<Result> giveMissing(TargetId id) {
        Set<String> missing = new TreeSet<>(desired.entitlements());
        missing.removeAll(run.entitlements());
        for (String name : missing) {
            Optional<Result> stop =
                    writes.write("addEntitlement", () -> connector.changeMembers(name, Set.of(id), Set.of()));
            if (stop.isPresent()) {
                return stop;
            }
        }
        run.entitled(desired.entitlements(), desired.attributes());
        return Optional.empty();
    }
}
