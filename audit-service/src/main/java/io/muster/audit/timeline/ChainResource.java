package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.muster.audit.ledger.Ledger;
import io.muster.events.EventTypes;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What led to what: from the HR call to the last account. */
@Path("/audit/subjects/{id}/chain")
@RolesAllowed("audit:read")
@RunOnVirtualThread
public class ChainResource {
    private static final int MOST = 2000;

    private final Timeline timeline;
    private final Ledger ledger;
    private final ReadTrail trail;

    @Inject
    ChainResource(Timeline timeline, Ledger ledger, ReadTrail trail) {
        this.timeline = timeline;
        this.ledger = ledger;
        this.trail = trail;
    }

    /** Events, causes before effects, and which caused which. */
    record Chain(List<Shown> events, List<List<String>> edges) {}

    /** With {@code event}: what led to it and what came of it. Without: all that happened to the subject, with its causes. */
    @GET
    @Operation(summary = "The chain of causes and effects around an event, or around all events of a subject")
    public Chain chain(String id, @QueryParam("event") @Nullable String event) {
        var rows = new TreeMap<Long, Document>();
        if (event == null) {
            add(rows, Filters.and(Filters.eq("subject", id), Filters.ne("type", EventTypes.AUDIT_READ)));
        } else {
            add(rows, Filters.eq("event", event));
            if (rows.isEmpty()) {
                throw new ProblemException(Problem.of(404, "not-found", "The log has no such event."));
            }
            addEffects(rows, id);
        }
        addCauses(rows);
        if (event != null && rows.values().stream().noneMatch(row -> id.equals(row.getString("subject")))) {
            throw new ProblemException(Problem.of(404, "not-found", "The event is not about this subject."));
        }
        var query = new HashMap<String, @Nullable String>();
        query.put("event", event);
        trail.read("/audit/subjects/chain", id, query);
        var ordered = causesFirst(rows);
        return new Chain(EventsResource.shown(ledger, ordered), edges(ordered));
    }

    private void addCauses(Map<Long, Document> rows) {
        var asked = new HashSet<String>();
        while (rows.size() < MOST) {
            var present = new HashSet<>(
                    rows.values().stream().map(row -> row.getString("event")).toList());
            var missing = rows.values().stream()
                    .map(row -> row.getString("causation"))
                    .filter(cause -> cause != null && !present.contains(cause) && asked.add(cause))
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            add(rows, Filters.in("event", missing));
        }
    }

    // What came of it for this subject; a policy's effects on everybody else belong to their own chains.
    private void addEffects(Map<Long, Document> rows, String subject) {
        var waiting = new ArrayDeque<>(rows.values());
        while (!waiting.isEmpty() && rows.size() < MOST) {
            var causes = waiting.stream().map(row -> row.getString("event")).toList();
            waiting.clear();
            var before = new HashSet<>(rows.keySet());
            add(rows, Filters.and(Filters.in("causation", causes), Filters.eq("subject", subject)));
            rows.forEach((index, row) -> {
                if (!before.contains(index)) {
                    waiting.add(row);
                }
            });
        }
    }

    private void add(Map<Long, Document> rows, Bson filter) {
        timeline.rows(Timeline.EVENTS)
                .find(filter)
                .sort(Sorts.ascending("_id"))
                .limit(MOST)
                .forEach(row -> rows.put(row.getLong("_id"), row));
    }

    // In the log's order, but never an effect before its cause: topics arrive independently of each other.
    private static List<Document> causesFirst(Map<Long, Document> rows) {
        var byEvent = new HashMap<String, Document>();
        rows.values().forEach(row -> byEvent.put(row.getString("event"), row));
        var ordered = new ArrayList<Document>();
        var done = new HashSet<String>();
        for (var row : rows.values()) {
            var line = new ArrayDeque<Document>();
            for (Document at = row; at != null && !done.contains(at.getString("event")); at = cause(byEvent, at)) {
                done.add(at.getString("event")); // also ends a circle, which no honest producer makes
                line.push(at);
            }
            ordered.addAll(line);
        }
        return ordered;
    }

    private static @Nullable Document cause(Map<String, Document> byEvent, Document row) {
        var cause = row.getString("causation");
        return cause == null ? null : byEvent.get(cause);
    }

    private static List<List<String>> edges(List<Document> rows) {
        var present =
                new HashSet<>(rows.stream().map(row -> row.getString("event")).toList());
        return rows.stream()
                .filter(row -> present.contains(String.valueOf(row.getString("causation"))))
                .map(row -> List.of(row.getString("causation"), row.getString("event")))
                .toList();
    }
}
