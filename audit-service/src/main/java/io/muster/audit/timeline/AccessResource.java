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
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
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
    private static final String ABSENT = "absent";

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

    private record Key(String application, String identity) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = application.compareTo(other.application);
            return first == 0 ? identity.compareTo(other.identity) : first;
        }
    }

    private record Found(@Nullable Document grant, @Nullable Document account) {
        boolean present() {
            return has(grant) || has(account);
        }

        private static boolean has(@Nullable Document row) {
            return row != null && !ABSENT.equals(row.getString("status"));
        }
    }

    /** Everybody who has something decided or observed that is not absent, by application and identity. */
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
        var filters = new ArrayList<Bson>(
                List.of(Filters.lte("at", Date.from(instant)), Filters.lte("known", Date.from(known))));
        var people = List.copyOf(filters);
        Stream.ofNullable(application).forEach(a -> filters.add(Filters.eq("application", a)));
        Stream.ofNullable(identity).forEach(i -> filters.add(Filters.eq("identity", i)));

        var found = new TreeMap<Key, Found>();
        latest(Timeline.GRANTS, filters).forEach((key, row) -> found.put(key, new Found(row, null)));
        latest(Timeline.ACCOUNTS, filters)
                .forEach((key, row) ->
                        found.merge(key, new Found(null, row), (a, b) -> new Found(a.grant(), b.account())));
        var after = Cursor.decode(cursor, 2);
        var rest = after.isEmpty() ? found : found.tailMap(new Key(after.getFirst(), after.getLast()), false);
        int most = Cursor.limit(limit);
        var rows = rest.entrySet().stream()
                .filter(e -> e.getValue().present())
                .limit(most + 1L)
                .toList();
        var page = Page.of(
                rows,
                most,
                row -> Cursor.encode(row.getKey().application(), row.getKey().identity()));
        var names = names(
                page.items().stream()
                        .map(row -> row.getKey().identity())
                        .distinct()
                        .toList(),
                people);

        var query = new HashMap<String, @Nullable String>();
        query.put("application", application);
        query.put("identity", identity);
        query.put("at", at);
        query.put("knownAt", knownAt);
        trail.read("/audit/access", identity, query);
        return page.map(row -> item(row.getKey(), row.getValue(), names));
    }

    // The row with the highest business time, and of several the one that came last into the log.
    private Map<Key, Document> latest(String collection, List<Bson> filters) {
        var latest = new HashMap<Key, Document>();
        timeline.rows(collection)
                .find(Filters.and(filters))
                .sort(Sorts.ascending("_id"))
                .forEach(row -> {
                    var application = row.getString("application");
                    if (application != null) {
                        latest.merge(new Key(application, row.getString("identity")), row, AccessResource::later);
                    }
                });
        return latest;
    }

    private static Document later(Document a, Document b) {
        return Period.at(b).isBefore(Period.at(a)) ? a : b;
    }

    private Map<String, String> names(List<String> identities, List<Bson> filters) {
        var rows = new HashMap<String, Document>();
        var both = new ArrayList<>(filters);
        both.add(Filters.in("identity", identities));
        timeline.rows(Timeline.PEOPLE)
                .find(Filters.and(both))
                .sort(Sorts.ascending("_id"))
                .forEach(row -> rows.merge(row.getString("identity"), row, AccessResource::later));
        var names = new HashMap<String, String>();
        rows.forEach((id, row) -> names.put(id, row.getString("userName")));
        return names;
    }

    private Item item(Key key, Found found, Map<String, String> names) {
        var entries = new ArrayList<Long>();
        Stream.of(found.grant(), found.account())
                .filter(Objects::nonNull)
                .forEach(row -> entries.add(row.getLong("_id")));
        return new Item(
                key.identity(),
                names.get(key.identity()),
                key.application(),
                decided(found.grant()),
                observed(found.account()),
                entries);
    }

    private @Nullable Decided decided(@Nullable Document row) {
        if (row == null) {
            return null;
        }
        var approvers = new LinkedHashSet<String>();
        var requests = row.getList("requests", String.class);
        if (!requests.isEmpty()) {
            timeline.rows(Timeline.REQUESTS)
                    .find(Filters.in("request", requests))
                    .sort(Sorts.ascending("_id"))
                    .forEach(r -> approvers.addAll(r.getList("approvers", String.class)));
        }
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
