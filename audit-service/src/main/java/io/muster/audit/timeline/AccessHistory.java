package io.muster.audit.timeline;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Who had what at an instant, by application and identity: the decisions beside what was observed.
 *
 * <p>What is read for a page: the rows up to the instant of those people in applications that are on it, and of those passed over because
 * nothing of theirs was there, from both collections, in the order of their index on (application, identity, at) and from the
 * cursor on. Nothing that lies before the page is read, behind it at most {@link #FETCH} rows a collection. In memory are
 * these and one row of each kind for each item of the page.
 */
final class AccessHistory {
    /** Rows that come from the store at a time. */
    static final int FETCH = 100;

    private static final String ABSENT = "absent";
    private static final Comparator<Document> LATER = Comparator.comparing(Period::at)
            .thenComparing(row -> row.getLong("_id")); // of one instant the one that came last into the log

    private final Timeline timeline;
    private final List<Bson> known;

    /** As it was at an instant of business time, as far as it was known at an instant of real time. */
    AccessHistory(Timeline timeline, Instant at, Instant knownAt) {
        this.timeline = timeline;
        this.known = List.of(Filters.lte("at", Date.from(at)), Filters.lte("known", Date.from(knownAt)));
    }

    /** A person in an application; in the order of the store, which compares the bytes of UTF-8. */
    record Key(String application, String identity) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = compare(application, other.application);
            return first == 0 ? compare(identity, other.identity) : first;
        }

        private static int compare(String one, String other) {
            return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What was decided last and what was observed last; one of them is not absent. */
    record Found(
            Key key, @Nullable Document grant, @Nullable Document account) {
        boolean present() {
            return has(grant) || has(account);
        }

        private static boolean has(@Nullable Document row) {
            return row != null && !ABSENT.equals(row.getString("status"));
        }
    }

    /**
     * Up to so many after a key, in order.
     *
     * @param application only this one
     * @param identity only this one
     */
    List<Found> page(@Nullable String application, @Nullable String identity, Optional<Key> after, int most) {
        var filters = new ArrayList<>(known);
        filters.add(application == null ? Filters.gt("application", "") : Filters.eq("application", application));
        if (identity != null) {
            filters.add(Filters.eq("identity", identity));
        }
        after.map(key -> behind(key, application)).ifPresent(filters::add);
        var page = new ArrayList<Found>();
        try (var grants = new Latest(timeline.rows(Timeline.GRANTS), Filters.and(filters));
                var accounts = new Latest(timeline.rows(Timeline.ACCOUNTS), Filters.and(filters))) {
            for (var key = first(grants.next(), accounts.next());
                    key.isPresent() && page.size() < most;
                    key = first(grants.next(), accounts.next())) {
                var found = new Found(key.get(), grants.take(key.get()), accounts.take(key.get()));
                if (found.present()) {
                    page.add(found);
                }
            }
        }
        return page;
    }

    /** What is derived of people up to the instant, in the log's order. */
    Bson of(List<String> identities) {
        var filters = new ArrayList<>(known);
        filters.add(Filters.in("identity", identities));
        return Filters.and(filters);
    }

    /** The later of two rows. */
    static Document later(Document a, Document b) {
        return LATER.compare(b, a) < 0 ? a : b;
    }

    private static Bson behind(Key key, @Nullable String application) {
        var inThis = Filters.gt("identity", key.identity());
        return key.application().equals(application)
                ? inThis
                : Filters.or(
                        Filters.gt("application", key.application()),
                        Filters.and(Filters.eq("application", key.application()), inThis));
    }

    private static Optional<Key> first(Optional<Key> a, Optional<Key> b) {
        return a.isPresent() && (b.isEmpty() || a.get().compareTo(b.get()) <= 0) ? a : b;
    }

    /** The rows of a collection key by key, and of each key the latest. */
    private static final class Latest implements AutoCloseable {
        private final MongoCursor<Document> rows;
        private @Nullable Document ahead;

        Latest(MongoCollection<Document> collection, Bson filter) {
            rows = collection
                    .find(filter)
                    .sort(Sorts.ascending("application", "identity"))
                    .batchSize(FETCH)
                    .cursor();
            ahead = read();
        }

        Optional<Key> next() {
            return Optional.ofNullable(ahead).map(Latest::key);
        }

        /** Goes behind this key; its latest row, null if it has none. */
        @Nullable Document take(Key key) {
            Document latest = null;
            for (var row = ahead; row != null && key(row).equals(key); row = ahead) {
                latest = latest == null ? row : later(latest, row);
                ahead = read();
            }
            return latest;
        }

        private @Nullable Document read() {
            return rows.hasNext() ? rows.next() : null;
        }

        private static Key key(Document row) {
            return new Key(row.getString("application"), row.getString("identity"));
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
