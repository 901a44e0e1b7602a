package io.muster.audit.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Who had what, at an instant of business time ({@code at}), as it was known at an instant of real time ({@code knownAt}): what was
 * decided beside what was observed in the target.
 */
@Path("/audit/access")
@RolesAllowed("audit:read")
@RunOnVirtualThread
public class AccessResource {
    private final Timeline timeline;
    private final ReadTrail trail;
    private final BusinessClock clock;
    private final InstantSource real;

    @Inject
    AccessResource(Timeline timeline, ReadTrail trail, BusinessClock clock, @RealTime InstantSource real) {
        this.timeline = timeline;
        this.trail = trail;
        this.clock = clock;
        this.real = real;
    }

    /** A person in an application. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String identity,
            @Nullable String userName,
            String application,
            @Nullable Decided decided,
            @Nullable Observed observed,
            List<Long> entries) {}

    /** What the policies, requests and exceptions gave. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decided(
            String status,
            List<String> entitlements,
            @Nullable String validFrom,
            @Nullable String validTo,
            Shown.@Nullable ActorShown grantedBy,
            List<String> approvedBy) {}

    /** What the target was last known to hold. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Observed(String status, Instant at, @Nullable String targetId) {}

    /**
     * Everybody who has something decided or observed that is not absent, by application and identity. A page reads the history of its own
     * items and of what was passed over for them ({@link AccessHistory}), the names and the requests of its items, and nothing else.
     */
    @GET
    @Operation(summary = "Who had what at an instant: decided and observed")
    public Page<Item> list(
            @QueryParam("application") @Nullable String application,
            @QueryParam("identity") @Nullable String identity,
            @QueryParam("at") @Nullable String at,
            @QueryParam("knownAt") @Nullable String knownAt,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        var instant = Objects.requireNonNullElseGet(Period.instant(at, "at"), clock::instant);
        var known = Objects.requireNonNullElseGet(Period.instant(knownAt, "knownAt"), real::instant);
        var history = new AccessHistory(timeline, instant, known);
        var after = Cursor.decode(cursor, 2);
        int most = Cursor.limit(limit);
        var page = Page.of(
                history.page(
                        application,
                        identity,
                        after.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new AccessHistory.Key(after.getFirst(), after.getLast())),
                        most + 1),
                most,
                row -> Cursor.encode(row.key().application(), row.key().identity()));
        var names = names(history, page.items());
        var requests = requests(page.items());

        var query = new HashMap<String, @Nullable String>();
        query.put("application", application);
        query.put("identity", identity);
        query.put("at", at);
        query.put("knownAt", knownAt);
        trail.read("/audit/access", identity, query);
        return page.map(row -> item(row, names, requests));
    }

    private Map<String, String> names(AccessHistory history, List<AccessHistory.Found> found) {
        var identities =
                found.stream().map(row -> row.key().identity()).distinct().toList();
        var rows = new HashMap<String, Document>();
        timeline.rows(Timeline.PEOPLE)
                .find(history.of(identities))
                .forEach(row -> rows.merge(row.getString("identity"), row, AccessHistory::later));
        var names = new HashMap<String, String>();
        rows.forEach((id, row) -> names.put(id, row.getString("userName")));
        return names;
    }

    // What became of the requests that the page's grants name, in the order in which it happened.
    private List<Document> requests(List<AccessHistory.Found> found) {
        var requests = found.stream()
                .flatMap(row -> Stream.ofNullable(row.grant()))
                .flatMap(grant -> grant.getList("requests", String.class).stream())
                .distinct()
                .toList();
        return requests.isEmpty()
                ? List.of()
                : timeline.rows(Timeline.REQUESTS)
                        .find(Filters.in("request", requests))
                        .sort(Sorts.ascending("_id"))
                        .into(new ArrayList<>());
    }

    private static Item item(AccessHistory.Found found, Map<String, String> names, List<Document> requests) {
        var entries = new ArrayList<Long>();
        Stream.of(found.grant(), found.account())
                .filter(Objects::nonNull)
                .forEach(row -> entries.add(row.getLong("_id")));
        return new Item(
                found.key().identity(),
                names.get(found.key().identity()),
                found.key().application(),
                decided(found.grant(), requests),
                observed(found.account()),
                entries);
    }

    private static @Nullable Decided decided(@Nullable Document row, List<Document> requests) {
        if (row == null) {
            return null;
        }
        var reasons = row.getList("requests", String.class);
        var approvers = new LinkedHashSet<String>();
        requests.stream()
                .filter(request -> reasons.contains(request.getString("request")))
                .forEach(request -> approvers.addAll(request.getList("approvers", String.class)));
        return new Decided(
                row.getString("status"),
                row.getList("entitlements", String.class),
                row.getString("validFrom"),
                row.getString("validTo"),
                Shown.actor(row.getString("grantedBy")),
                List.copyOf(approvers));
    }

    private static @Nullable Observed observed(@Nullable Document row) {
        return row == null ? null : new Observed(row.getString("status"), Period.at(row), row.getString("targetId"));
    }
}
