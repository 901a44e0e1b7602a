package io.muster.runtime.pg.due;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.runtime.clock.ClockMoved;
import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.intake.Bootstrap;
import io.muster.runtime.pg.database.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts the loops of a service. They claim nothing before the bootstrap is completed, and stop with the process. */
@Singleton
public class WorkLoops {
    private final DueStore store;
    private final Database database;
    private final FaultPoints faults;
    private final Vertx vertx;
    private final Bootstrap bootstrap;
    private final MeterRegistry registry;
    private final List<WorkLoop> loops = new CopyOnWriteArrayList<>();

    @Inject
    WorkLoops(
            DueStore store,
            Database database,
            FaultPoints faults,
            Vertx vertx,
            Bootstrap bootstrap,
            MeterRegistry registry) {
        this.store = store;
        this.database = database;
        this.faults = faults;
        this.vertx = vertx;
        this.bootstrap = bootstrap;
        this.registry = registry;
    }

    /** Starts a loop, once per kind and process. */
    public <S, R> WorkLoop start(LoopSettings settings, Worker<S, R> worker) {
        var inFlight = new AtomicInteger();
        var loop = new WorkLoop(
                settings,
                worker,
                store,
                database,
                faults,
                vertx,
                bootstrap::completed,
                new LoopMetrics(registry, settings.kind(), inFlight),
                inFlight);
        loops.add(loop);
        loop.start();
        return loop;
    }

    /** Ends a loop for good, for instance that of a target that is no more. What it has claimed goes on. */
    public void stop(WorkLoop loop) {
        loop.close();
        loops.remove(loop);
    }

    void clockMoved(@Observes ClockMoved moved) {
        store.wake();
    }

    void stop(@Observes ShutdownEvent stopped) {
        loops.forEach(WorkLoop::close);
    }
}
