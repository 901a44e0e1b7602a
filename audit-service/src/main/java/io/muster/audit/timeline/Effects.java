package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * When a target had what was decided. A decision to take access away may come after its own effect: a person who is not active any more is
 * disabled by the dispatcher at once, also while lifecycle-workflows is away. Then the effect is the instant at which the target
 * was seen without the access, not what was done to the account after the decision.
 */
final class Effects {
    private static final String ABSENT = "absent";
    private static final String DISABLED = "disabled";

    private final List<Document> decisions;
    private final List<Document> done;

    /**
     * Of one person in one application, each in the log's order.
     *
     * @param decisions all rows of {@code grants}
     * @param done all rows of {@code accounts}
     */
    Effects(List<Document> decisions, List<Document> done) {
        this.decisions = decisions;
        this.done = done;
    }

    /** By the entry of each of these grants; one that never took effect is not in it. Reads the history of these people, by its index. */
    static Map<Long, Instant> of(Timeline timeline, List<Document> grants) {
        var people = Filters.in(
                "identity",
                grants.stream().map(row -> row.getString("identity")).distinct().toList());
        var decisions = new HashMap<List<String>, List<Document>>();
        var done = new HashMap<List<String>, List<Document>>();
        timeline.rows(Timeline.GRANTS)
                .find(people)
                .projection(Projections.include("identity", "application", "status", "version"))
                .sort(Sorts.ascending("_id"))
                .forEach(row -> decisions
                        .computeIfAbsent(key(row), k -> new ArrayList<>())
                        .add(row));
        timeline.rows(Timeline.ACCOUNTS)
                .find(people)
                .projection(Projections.include("identity", "application", "status", "grantVersion", "causation", "at"))
                .sort(Sorts.ascending("_id"))
                .forEach(row ->
                        done.computeIfAbsent(key(row), k -> new ArrayList<>()).add(row));
        var effects = new HashMap<Long, Instant>();
        for (var grant : grants) {
            var key = key(grant);
            var effect =
                    new Effects(decisions.getOrDefault(key, List.of()), done.getOrDefault(key, List.of())).of(grant);
            if (effect != null) {
                effects.put(grant.getLong("_id"), effect);
            }
        }
        return effects;
    }

    private static List<String> key(Document row) {
        return List.of(row.getString("identity"), String.valueOf(row.getString("application")));
    }

    /** Null if the target never had it: it was not there yet, or another decision overtook this one. */
    @Nullable Instant of(Document grant) {
        var wanted = wanted(grant);
        var before = beforehand(grant, wanted);
        return before == null ? afterwards(grant, wanted) : before;
    }

    // What the account has to be for the decision to be in effect.
    private Set<String> wanted(Document grant) {
        return switch (String.valueOf(grant.getString("change"))) {
            case "suspended" -> Set.of(DISABLED, ABSENT);
            // Access that was suspended before has ended already; what is left to do is to take the account away.
            case "revoked" -> DISABLED.equals(statusBefore(grant)) ? Set.of(ABSENT) : Set.of(DISABLED, ABSENT);
            default -> Set.of(grant.getString("status"));
        };
    }

    private @Nullable String statusBefore(Document grant) {
        String status = null;
        for (var decision : decisions) {
            if (decision.getLong("_id") < grant.getLong("_id")) {
                status = decision.getString("status");
            }
        }
        return status;
    }

    // The target was there before the decision was known to the dispatcher, and still was when it came.
    private @Nullable Instant beforehand(Document grant, Set<String> wanted) {
        if (!wanted.contains(ABSENT)) {
            return null; // only what is to be gone can be gone without a decision
        }
        long held = heldSince(grant, wanted);
        Instant since = null;
        for (var row : done) {
            if (answers(row, grant) || row.getLong("grantVersion") >= grant.getLong("version")) {
                break;
            }
            if (!wanted.contains(row.getString("status"))) {
                since = null;
            } else if (since == null && row.getLong("grantVersion") >= held) {
                since = Period.at(row);
            }
        }
        return since;
    }

    // The version of the first of those decisions right before this one that gave what this one takes away.
    private long heldSince(Document grant, Set<String> wanted) {
        long held = Long.MAX_VALUE;
        for (var decision : decisions) {
            if (decision.getLong("_id") >= grant.getLong("_id")) {
                break;
            }
            held = wanted.contains(decision.getString("status"))
                    ? Long.MAX_VALUE
                    : Math.min(held, decision.getLong("version"));
        }
        return held;
    }

    // The first that was done for this decision or a later one of the same kind.
    private @Nullable Instant afterwards(Document grant, Set<String> wanted) {
        long end = decisions.stream()
                .filter(later -> later.getLong("_id") > grant.getLong("_id"))
                .filter(later -> !wanted.contains(later.getString("status")))
                .mapToLong(later -> later.getLong("version"))
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return done.stream()
                .filter(row -> answers(row, grant)
                        || (row.getLong("grantVersion") >= grant.getLong("version")
                                && row.getLong("grantVersion") < end))
                .filter(row -> wanted.contains(row.getString("status")))
                .findFirst()
                .map(Period::at)
                .orElse(null);
    }

    private static boolean answers(Document row, Document grant) {
        return grant.getString("event").equals(row.getString("causation"));
    }
}
