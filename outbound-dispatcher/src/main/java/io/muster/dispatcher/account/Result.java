package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.dispatcher.connector.Outcome;
import io.muster.events.Change;
import io.muster.runtime.pg.due.Next;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of working on an account.
 *
 * @param status as shown to people
 * @param settled whether the target holds the desired account
 * @param steps what was done, in order
 * @param attempts every write that was tried
 * @param trouble what stopped it
 * @param answered whether the target answered at all, for the quarantine
 */
record Result(
        String status,
        boolean settled,
        AccountState state,
        List<Step> steps,
        List<Attempt> attempts,
        Optional<Outcome.Trouble> trouble,
        boolean answered,
        String reason,
        Next next) {
    Result {
        steps = List.copyOf(steps);
        attempts = List.copyOf(attempts);
    }

    /** Something that was done in the target: the type of its event and what changed. */
    record Step(String type, List<Change> changes, Map<String, JsonNode> account) {
        /** Whether a change begins where this step's only one ends. */
        boolean goesOnWith(Change next) {
            return changes.size() == 1
                    && changes.getFirst().path().equals(next.path())
                    && Objects.equals(changes.getFirst().after(), next.before());
        }
    }

    /** A write: {@code {"action":"create","outcome":"applied","answer":"…"}}. */
    record Attempt(String action, String outcome, String answer) {}
}
