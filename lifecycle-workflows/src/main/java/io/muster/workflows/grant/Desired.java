package io.muster.workflows.grant;

import io.muster.workflows.identity.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody should have in one application from now on, and how that came about.
 *
 * @param validTo when all of it ends by itself; null when it does not
 * @param looks when the answer may become another one without anything happening
 * @param held whether something would have been taken away by rule, were it not for a limit
 */
record Desired(
        String application,
        GrantStatus status,
        List<GrantReason> reasons,
        @Nullable Instant validTo,
        Why why,
        List<Step> steps,
        List<Timer> looks,
        boolean held) {
    Desired {
        reasons = List.copyOf(reasons);
        steps = List.copyOf(steps);
        looks = List.copyOf(looks);
    }

    /** All that the reasons give. */
    Set<String> entitlements() {
        var all = new TreeSet<String>();
        reasons.forEach(reason -> all.addAll(reason.entitlements()));
        return all;
    }

    Desired with(GrantStatus newStatus, List<GrantReason> newReasons, Why newWhy) {
        return new Desired(application, newStatus, newReasons, validTo, newWhy, steps, looks, held);
    }

    Desired and(Step step) {
        var more = new ArrayList<>(steps);
        more.add(step);
        return new Desired(application, status, reasons, validTo, why, more, looks, held);
    }

    /** Whether this is other access than before: another version of a document alone is not. */
    boolean differsFrom(@Nullable Grant before) {
        if (before == null || !before.isHeld()) {
            return status != GrantStatus.ABSENT;
        }
        return before.status() != status
                || (status != GrantStatus.ABSENT
                        && (!before.entitlements().equals(List.copyOf(entitlements()))
                                || !Objects.equals(before.validTo(), validTo)
                                || !sameReasons(before.reasons())));
    }

    private boolean sameReasons(List<GrantReason> others) {
        return others.size() == reasons.size()
                && reasons.stream().allMatch(reason -> others.stream().anyMatch(reason::sameAs));
    }

    /** Whether it takes away something that was usable before. */
    boolean revokes(@Nullable Grant before) {
        return before != null
                && before.status() == GrantStatus.ACTIVE
                && (status != GrantStatus.ACTIVE || !entitlements().containsAll(before.entitlements()));
    }

    /** The grant that this makes of the one before. */
    Grant grant(String identity, @Nullable Grant before, Instant now) {
        long version = before == null ? 1 : before.version() + 1;
        if (status == GrantStatus.ABSENT) {
            return new Grant(identity, application, version, status, List.of(), List.of(), null, null);
        }
        var from = before != null && before.isHeld() && before.validFrom() != null ? before.validFrom() : now;
        return new Grant(identity, application, version, status, List.copyOf(entitlements()), reasons, from, validTo);
    }
}
