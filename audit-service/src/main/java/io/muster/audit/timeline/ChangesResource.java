package io.muster.audit.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.muster.audit.ledger.Ledger;
import io.muster.events.Cause;
import io.muster.events.Reason;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Changes of access in a period and what made them: by a policy, a person, a timer. */
@Path("/audit/changes")
@RolesAllowed("audit:read")
@RunOnVirtualThread
public class ChangesResource {
    private final Timeline timeline;
    private final Ledger ledger;
    private final ReadTrail trail;

    @Inject
    ChangesResource(Timeline timeline, Ledger ledger, ReadTrail trail) {
        this.timeline = timeline;
        this.ledger = ledger;
        this.trail = trail;
    }

    /**
     * A change of one person's access to one application; {@code effectAt} is when the target had it. Of access that ended in the target
     * before that was decided (a leaver is disabled at once) it is the earlier instant; it is absent as long as the target has not followed.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String identity,
            @Nullable String application,
            String change,
            String cause,
            Instant at,
            @Nullable Instant effectAt,
            @Nullable Reason reason,
            long entry) {}

    /** A page, and the whole period's totals by cause. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changes(List<Item> items, @Nullable String next, Map<String, Long> totals) {}

    /** {@code from} and {@code to} are business time; totals are over the whole period and do not depend on the page. */
    @GET
    @Operation(summary = "Changes of access in a period, with totals by cause")
    public Changes list(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("cause") @Nullable String cause,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        var filters = new ArrayList<Bson>(Period.between(from, to));
        if (cause != null) {
            filters.add(Filters.eq("cause", cause));
        }
        var totals = totals(filters);
        Cursor.decode(cursor, 1).forEach(after -> filters.add(Filters.gt("event", after)));
        int most = Cursor.limit(limit);
        var rows = timeline.rows(Timeline.GRANTS)
                .find(Period.all(filters))
                .sort(Sorts.ascending("event")) // UUIDv7: in the order in which they were recorded
                .limit(most + 1)
                .into(new ArrayList<>());
        var page = Page.of(rows, most, row -> Cursor.encode(row.getString("event")));
        var query = new HashMap<String, @Nullable String>();
        query.put("from", from);
        query.put("to", to);
        query.put("cause", cause);
        trail.read("/audit/changes", null, query);
        return new Changes(items(page.items()), page.next(), totals);
    }

    private Map<String, Long> totals(List<Bson> filters) {
        var totals = new LinkedHashMap<String, Long>();
        for (var cause : List.of(Cause.POLICY, Cause.PERSON, Cause.TIMER, Cause.RECONCILIATION, Cause.BREAKGLASS)) {
            totals.put(cause.name().toLowerCase(Locale.ROOT), 0L);
        }
        timeline.rows(Timeline.GRANTS)
                .aggregate(List.of(
                        Aggregates.match(Period.all(filters)),
                        Aggregates.group("$cause", Accumulators.sum("changes", 1L))))
                .forEach(group -> totals.put(
                        group.getString("_id"),
                        group.get("changes", Number.class).longValue()));
        return totals;
    }

    private List<Item> items(List<Document> grants) {
        var headers = timeline.rows(Timeline.EVENTS)
                .find(Filters.in(
                        "_id", grants.stream().map(row -> row.getLong("_id")).toList()))
                .into(new ArrayList<>());
        var reasons = new HashMap<Long, @Nullable Reason>();
        EventsResource.shown(ledger, headers).forEach(shown -> reasons.put(shown.entry(), shown.reason()));
        var effects = Effects.of(timeline, grants);
        return grants.stream()
                .map(row -> new Item(
                        row.getString("identity"),
                        row.getString("application"),
                        row.getString("change"),
                        row.getString("cause"),
                        Period.at(row),
                        effects.get(row.getLong("_id")),
                        reasons.get(row.getLong("_id")),
                        row.getLong("_id")))
                .toList();
    }
}
