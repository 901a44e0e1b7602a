package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.ledger.LogEntry;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Everything that happened, in the log's order. */
@Path("/audit/events")
@RolesAllowed("audit:read")
@RunOnVirtualThread
public class EventsResource {
    private final Timeline timeline;
    private final Ledger ledger;
    private final ReadTrail trail;

    @Inject
    EventsResource(Timeline timeline, Ledger ledger, ReadTrail trail) {
        this.timeline = timeline;
        this.ledger = ledger;
        this.trail = trail;
    }

    /** {@code from} and {@code to} are business time; {@code order=desc} begins with the newest. */
    @GET
    @Operation(summary = "Events by subject, actor, application, type, cause and business time")
    public Page<Shown> list(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("application") @Nullable String application,
            @QueryParam("type") @Nullable String type,
            @QueryParam("cause") @Nullable String cause,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("order") @Nullable String order,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        var query = new HashMap<String, @Nullable String>();
        query.put("subject", subject);
        query.put("actor", actor);
        query.put("application", application);
        query.put("type", type);
        query.put("cause", cause);
        var filters = new ArrayList<Bson>(Period.between(from, to));
        query.forEach((field, value) -> {
            if (value != null) {
                filters.add(Filters.eq(field, value));
            }
        });
        boolean descending = "desc".equals(order);
        for (var after : Cursor.decode(cursor, 1)) {
            filters.add(descending ? Filters.lt("_id", number(after)) : Filters.gt("_id", number(after)));
        }
        int most = Cursor.limit(limit);
        var rows = timeline.rows(Timeline.EVENTS)
                .find(Period.all(filters))
                .sort(descending ? Sorts.descending("_id") : Sorts.ascending("_id"))
                .limit(most + 1)
                .into(new ArrayList<>());
        query.put("from", from);
        query.put("to", to);
        trail.read("/audit/events", subject, query);
        return shown(ledger, Page.of(rows, most, row -> Cursor.encode(Long.toString(row.getLong("_id")))));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.of(400, "invalid-cursor", "\"cursor\" is not one that this list gave."), e);
        }
    }

    /** Rows of the timeline with what is sealed in the log. */
    static Page<Shown> shown(Ledger ledger, Page<Document> page) {
        return new Page<>(shown(ledger, page.items()), page.next());
    }

    static List<Shown> shown(Ledger ledger, List<Document> rows) {
        var entries = rows.stream()
                .map(row -> LogEntry.parse(row.get("leaf", Binary.class).getData()))
                .toList();
        var events = ledger.events(entries);
        var shown = new ArrayList<Shown>();
        for (int i = 0; i < rows.size(); i++) {
            shown.add(Shown.of(rows.get(i).getLong("_id"), entries.get(i), events.get(i)));
        }
        return shown;
    }
}
