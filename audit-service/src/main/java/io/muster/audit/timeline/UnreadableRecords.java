package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.ledger.LogEntry;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Parking;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Records that could not be read. Each is an entry of the log already and stays one; one that was driven again is only not listed any more. The id
 * of a record is the index of its entry.
 */
@Singleton
class UnreadableRecords implements Parking {
    private static final String DRIVEN = "driven";

    private final Ledger ledger;
    private final Timeline timeline;

    @Inject
    UnreadableRecords(Ledger ledger, Timeline timeline) {
        this.ledger = ledger;
        this.timeline = timeline;
    }

    @Override
    public Uni<Page<ParkedRecord>> list(@Nullable String cursor, int limit) {
        var after = Cursor.decode(cursor, 1);
        return blocking(() -> {
            var rows = timeline.rows(Timeline.EVENTS)
                    .find(Filters.and(waiting(), Filters.gt("_id", after.isEmpty() ? -1L : index(after.getFirst()))))
                    .sort(Sorts.ascending("_id"))
                    .limit(limit + 1)
                    .into(new ArrayList<>());
            var page = Page.of(rows, limit, row -> Cursor.encode(id(row)));
            return new Page<>(
                    page.items().stream()
                            .map(this::record)
                            .flatMap(Optional::stream)
                            .toList(),
                    page.next());
        });
    }

    @Override
    public Uni<Optional<ParkedRecord>> find(String id) {
        return blocking(() -> Optional.ofNullable(timeline.rows(Timeline.EVENTS)
                        .find(Filters.and(waiting(), Filters.eq("_id", index(id))))
                        .first())
                .flatMap(this::record));
    }

    /** The entry first, then off the list: a crash between leaves something to drive again, which changes nothing. */
    @Override
    public Uni<Void> driveAgain(String id, Arrival readable) {
        return blocking(() -> {
                    if (readable instanceof Arrival.Received received) {
                        ledger.append(received);
                    }
                    return timeline.rows(DRIVEN)
                            .replaceOne(
                                    Filters.eq("_id", index(id)),
                                    new Document("_id", index(id)),
                                    new ReplaceOptions().upsert(true));
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Long> count() {
        return blocking(() -> timeline.rows(Timeline.EVENTS).countDocuments(waiting()));
    }

    private Bson waiting() {
        List<Long> driven = new ArrayList<>();
        timeline.rows(DRIVEN).find().forEach(row -> driven.add(row.getLong("_id")));
        return Filters.and(Filters.eq("type", LogEntry.UNREADABLE), Filters.nin("_id", driven));
    }

    private Optional<ParkedRecord> record(Document row) {
        var entry = LogEntry.tryParse(row.get("leaf", Binary.class).getData());
        return entry.flatMap(e -> ledger.parked(id(row), e));
    }

    private static String id(Document row) {
        return Long.toString(row.getLong("_id"));
    }

    /** An index that no entry has, when it is none. */
    private static long index(String id) {
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
    }

    private static <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
