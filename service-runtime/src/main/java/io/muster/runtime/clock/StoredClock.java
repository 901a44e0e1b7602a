package io.muster.runtime.clock;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The business clock over a {@link ClockStore}; without a store it is real time. */
@Singleton
class StoredClock implements BusinessClock {
    private static final Logger LOG = Logger.getLogger(StoredClock.class);
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final InstantSource real;
    private final Instance<ClockStore> store;
    private final Event<ClockMoved> moved;
    private final boolean movable;
    private volatile Duration offset = Duration.ZERO;
    private Cancellable refreshing = () -> {};

    @Inject
    StoredClock(
            @RealTime InstantSource real,
            Instance<ClockStore> store,
            Event<ClockMoved> moved,
            @ConfigProperty(name = "muster.test-clock", defaultValue = "false") boolean testClock) {
        this.real = real;
        this.store = store;
        this.moved = moved;
        this.movable = testClock && store.isResolvable();
    }

    @Override
    public Instant instant() {
        // No finer than the stores keep it: else an answer would say another instant than the same question later.
        return real.instant().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public Duration offset() {
        return offset;
    }

    @Override
    public boolean movable() {
        return movable;
    }

    @Override
    public Uni<Duration> forward(Duration by) {
        if (!movable) {
            return Uni.createFrom()
                    .failure(new IllegalStateException("business time moves only where muster.test-clock is true"));
        }
        if (by.isNegative()) {
            return Uni.createFrom().failure(new IllegalArgumentException("business time moves forward only"));
        }
        return store.get().forward(by).invoke(this::take);
    }

    void start(@Observes StartupEvent started) {
        if (movable) {
            // Another process of this service may have moved it.
            refreshing = Multi.createFrom()
                    .ticks()
                    .every(REFRESH)
                    .onOverflow()
                    .drop()
                    .onItem()
                    .transformToUniAndConcatenate(tick -> store.get()
                            .offset()
                            .invoke(this::take)
                            .onFailure()
                            .recoverWithItem(e -> {
                                LOG.debugf("offset of the clock not read: %s", e.getMessage());
                                return offset;
                            }))
                    .subscribe()
                    .with(read -> {}, e -> LOG.error("the clock is no longer refreshed", e));
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        refreshing.cancel();
    }

    private void take(Duration read) {
        boolean changed = !read.equals(offset);
        offset = read;
        if (changed) {
            LOG.infof("business time is %s ahead", read);
            moved.fire(new ClockMoved(read));
        }
    }

    /** Real time as a bean. */
    @Singleton
    static class RealTimeSource {
        @Produces
        @Singleton
        @RealTime
        InstantSource realTime() {
            return InstantSource.system();
        }
    }
}
