package io.muster.runtime.pg.clock;

import io.muster.runtime.clock.ClockStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The offset behind {@code business_now()}, read and moved. */
@Singleton
class PostgresClock implements ClockStore {
    // As whole hours, minutes and seconds: an interval with days would be a day longer or shorter at a change of zone.
    private static final String OFFSET = "select (extract(epoch from ahead) * 1000)::bigint from business_clock";
    private static final String FORWARD = """
            update business_clock set ahead = ahead + $1 * interval '1 millisecond'
            returning (extract(epoch from ahead) * 1000)::bigint""";

    private final Pool pool;

    @Inject
    PostgresClock(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Duration> offset() {
        return pool.query(OFFSET).execute().map(PostgresClock::duration);
    }

    @Override
    public Uni<Duration> forward(Duration by) {
        return pool.preparedQuery(FORWARD).execute(Tuple.of(by.toMillis())).map(PostgresClock::duration);
    }

    private static Duration duration(RowSet<Row> rows) {
        return Duration.ofMillis(rows.iterator().next().getLong(0));
    }
}
