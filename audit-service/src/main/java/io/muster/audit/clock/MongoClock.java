package io.muster.audit.clock;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.muster.audit.ledger.LedgerStore;
import io.muster.runtime.clock.ClockStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The offset of business time, in milliseconds; only added to. */
@Singleton
class MongoClock implements ClockStore {
    private static final String OFFSET = "offsetMillis";

    private final LedgerStore store;

    @Inject
    MongoClock(LedgerStore store) {
        this.store = store;
    }

    @Override
    public Uni<Duration> offset() {
        return Uni.createFrom()
                .item(() -> duration(
                        store.collection("clock").find(Filters.eq("_id", 1)).first()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @Override
    public Uni<Duration> forward(Duration by) {
        return Uni.createFrom()
                .item(() -> duration(Objects.requireNonNull(store.collection("clock")
                        .findOneAndUpdate(
                                Filters.eq("_id", 1),
                                Updates.inc(OFFSET, by.toMillis()),
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Duration duration(@Nullable Document document) {
        return document == null ? Duration.ZERO : Duration.ofMillis(document.getLong(OFFSET));
    }
}
