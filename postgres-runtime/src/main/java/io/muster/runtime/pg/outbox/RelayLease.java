package io.muster.runtime.pg.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.OptionalLong;

/** The right to send, for a time that the database measures. Each change of hands has a higher epoch. */
final class RelayLease {
    private static final String TAKE = """
            insert into relay_lease as l (name, owner, epoch, until)
            values ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
            on conflict (name) do update
               set owner = excluded.owner, epoch = l.epoch + 1, until = excluded.until
             where l.until < clock_timestamp() or l.owner = excluded.owner
            returning epoch""";
    private static final String RENEW = """
            update relay_lease set until = clock_timestamp() + $3 * interval '1 millisecond'
             where name = $1 and owner = $2 and epoch = $4 and until > clock_timestamp()
            returning epoch""";
    private static final String RELEASE =
            "update relay_lease set until = clock_timestamp() where name = $1 and owner = $2 and epoch = $3";

    private final Pool pool;
    private final String name;
    private final String owner;
    private final long millis;

    /**
     * @param name what is sent: one lease per service
     * @param owner unique for each start of each process
     */
    RelayLease(Pool pool, String name, String owner, Duration length) {
        this.pool = pool;
        this.name = name;
        this.owner = owner;
        this.millis = length.toMillis();
    }

    /** The new epoch, or empty while another owner's lease runs. */
    Uni<OptionalLong> take() {
        return pool.preparedQuery(TAKE).execute(Tuple.of(name, owner, millis)).map(RelayLease::epoch);
    }

    /** Whether it is still ours; if so it runs its full length from now. A lease that has run out is lost. */
    Uni<Boolean> renew(long epoch) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(name, owner, millis, epoch))
                .map(rows -> epoch(rows).isPresent());
    }

    /** Lets the next one take it at once. */
    Uni<Void> release(long epoch) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(name, owner, epoch)).replaceWithVoid();
    }

    private static OptionalLong epoch(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? OptionalLong.of(row.next().getLong(0)) : OptionalLong.empty();
    }
}
