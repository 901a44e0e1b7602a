package io.muster.runtime.pg.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** How much waits to be sent, looked at twice a second. What is not urgent slows down while it is {@link #slow}. */
@Singleton
public class OutboxBacklog {
    private static final Logger LOG = Logger.getLogger(OutboxBacklog.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration SLOW = Duration.ofSeconds(1);
    // The oldest row has nearly the lowest number; counting stops where the exact number no longer matters.
    private static final String LOOK = """
            select (select count(*) from (select 1 from outbox limit 100000) counted) as depth,
                   (select extract(epoch from clock_timestamp() - min(created_at)) * 1000
                      from (select created_at from outbox order by seq limit 100) oldest) as millis""";

    private final Pool pool;
    private volatile long depth;
    private volatile Duration age = Duration.ZERO;
    private Cancellable looking = () -> {};

    @Inject
    OutboxBacklog(Pool pool, MeterRegistry registry) {
        this.pool = pool;
        Gauge.builder("muster.outbox.depth", this, backlog -> backlog.depth)
                .description("Rows that wait to be sent, counted up to 100000")
                .register(registry);
        Gauge.builder("muster.outbox.age", this, backlog -> backlog.age.toMillis() / 1000.0)
                .description("Age of the oldest row that waits to be sent")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Rows that wait, up to 100,000. */
    public long depth() {
        return depth;
    }

    /** Age of the oldest row that waits; zero for none. */
    public Duration age() {
        return age;
    }

    /** Whether the outbox is older than a second: imports wait, the urgent goes on. */
    public boolean slow() {
        return age.compareTo(SLOW) > 0;
    }

    void start(@Observes StartupEvent started) {
        looking = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> look())
                .subscribe()
                .with(looked -> {}, e -> LOG.error("the outbox is no longer looked at", e));
    }

    void stop(@Observes ShutdownEvent stopped) {
        looking.cancel();
    }

    private Uni<Void> look() {
        return pool.query(LOOK)
                .execute()
                .invoke(rows -> {
                    var row = rows.iterator().next();
                    depth = row.getLong("depth");
                    var millis = row.getNumeric("millis");
                    age = millis == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, millis.longValue()));
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(e -> LOG.debugf("the outbox cannot be looked at: %s", e))
                .onFailure()
                .recoverWithNull();
    }
}
