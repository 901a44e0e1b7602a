package io.muster.workflows.grant;

import io.muster.scim.filter.Moment;
import io.muster.workflows.identity.Employment.Ending;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.PolicySet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision about access depends on.
 *
 * @param grants what was decided before, by application
 * @param now business time
 * @param lastDecided when it was decided before; null for the first time
 * @param endedAt since when the person has ended; null while he has not
 * @param hold whether revocations by rule are held back, because a limit was reached
 */
record Situation(
        PolicySet policies,
        Person person,
        List<Assignment> assignments,
        Map<String, Grant> grants,
        Instant now,
        @Nullable Instant lastDecided,
        @Nullable Instant endedAt,
        boolean hold) {
    Situation {
        assignments = List.copyOf(assignments);
        grants = Map.copyOf(grants);
    }

    /** The situation with the end of the person worked out from what is remembered of it. */
    static Situation of(
            PolicySet policies,
            Person person,
            List<Assignment> assignments,
            Map<String, Grant> grants,
            Instant now,
            @Nullable Instant lastDecided,
            @Nullable Instant rememberedEnd) {
        return new Situation(
                policies, person, assignments, grants, now, lastDecided, end(person, now, rememberedEnd), false);
    }

    /**
     * Since when he has ended. A last day says so by itself; that he was set inactive or terminated counts from the event in which this service saw
     * it first, and must be remembered: his record goes on changing.
     */
    private static @Nullable Instant end(Person person, Instant now, @Nullable Instant remembered) {
        var ending = person.employment().ending(now);
        if (ending.isEmpty()) {
            return null;
        }
        var lastDay =
                person.employment().endsAt().filter(at -> !at.isAfter(now)).orElse(null);
        if (ending.get() == Ending.LAST_DAY_PASSED) {
            return lastDay;
        }
        if (remembered != null) {
            return remembered;
        }
        var seen = person.occurredAt().isAfter(now) ? now : person.occurredAt();
        return lastDay != null && lastDay.isBefore(seen) ? lastDay : seen;
    }

    Situation holding() {
        return new Situation(policies, person, assignments, grants, now, lastDecided, endedAt, true);
    }

    Optional<Ending> ending() {
        return person.employment().ending(now);
    }

    Moment moment() {
        return new Moment(now, person.zone());
    }

    @Nullable Grant held(String application) {
        var grant = grants.get(application);
        return grant != null && grant.isHeld() ? grant : null;
    }
}
