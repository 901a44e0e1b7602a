package io.muster.runtime.pg.intake;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets the ids of history events that no topic can show again: the topics keep 30 days. */
@Singleton
class SeenEvents {
    private static final Logger LOG = Logger.getLogger(SeenEvents.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final String FORGET = "delete from seen_event where seen_at < now() - interval '35 days'";

    private final Pool pool;
    private Cancellable forgetting = () -> {};

    @Inject
    SeenEvents(Pool pool) {
        this.pool = pool;
    }

    void start(@Observes StartupEvent started) {
        forgetting = Multi.createFrom()
                .ticks()
                .startingAfter(EVERY)
                .every(EVERY)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> pool.query(FORGET)
                        .execute()
                        .replaceWithVoid()
                        .onFailure()
                        .invoke(e -> LOG.warnf("seen events are not forgotten this hour: %s", e.getMessage()))
                        .onFailure()
                        .recoverWithNull())
                .subscribe()
                .with(forgotten -> {}, e -> LOG.error("seen events are no longer forgotten", e));
    }

    void stop(@Observes ShutdownEvent stopped) {
        forgetting.cancel();
    }
}
