package io.muster.runtime.pg.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.events.Topics;
import io.muster.runtime.fault.FaultPoints;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A relay as a process of its own, to be killed and stopped: {@code URI PASSWORD BOOTSTRAP LEASE POINT FAULT}. */
final class RelayProcess {
    /** Small, so that a run has many batches and each death has something at hand. */
    private static final int BATCH = 50;

    private RelayProcess() {}

    public static void main(String[] args) throws InterruptedException {
        var options = PgConnectOptions.fromUri(args[0]).setUser("postgres").setPassword(args[1]);
        var pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(options)
                .using(Vertx.vertx())
                .build();
        Map<String, String> faults = args.length > 5 ? Map.of(args[4], args[5]) : Map.of();
        var settings = new RelaySettings(
                "fault-test",
                Long.toString(ProcessHandle.current().pid()),
                Map.of("bootstrap.servers", args[2]),
                Duration.parse(args[3]),
                Duration.ofMillis(25),
                BATCH,
                Topics.ADMIN_EVENTS);
        new OutboxRelay(
                        pool,
                        settings,
                        new RelaySignal(),
                        new RelayMetrics(new SimpleMeterRegistry()),
                        new FaultPoints(faults, true))
                .start();
        new CountDownLatch(1).await();
    }
}
