package io.muster.runtime.pg.database;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/** The store's epoch: 1 for a new store, raised by a restore, which the service is stopped for. */
@Singleton
public class StoreEpoch {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Pool pool;
    private volatile int epoch;

    @Inject
    StoreEpoch(Pool pool) {
        this.pool = pool;
    }

    /** What this service's events carry as {@code epoch}. */
    public int epoch() {
        if (epoch == 0) {
            throw new IllegalStateException("the store's epoch is known after the start only");
        }
        return epoch;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent started) {
        epoch = pool.query("select epoch from store")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .await()
                .atMost(PATIENCE);
    }
}
