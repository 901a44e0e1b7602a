package io.muster.gateway.bulk;

import io.muster.events.Lane;
import io.muster.gateway.GatewayConfig;
import io.muster.runtime.pg.outbox.OutboxBacklog;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;

/**
 * Slows imports down while those who follow cannot keep up, so that a leaver does not wait behind them: while the outbox is older than a second, or
 * a service has not taken in what is older than two.
 *
 * <p>It never stops them: each request waits for as long as {@code muster.gateway.bulk.patience} in all and then goes on, as a service that is away
 * for hours would hold HR up for hours.
 */
@Singleton
class Pace {
    private static final Duration BEHIND = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final OutboxBacklog backlog;
    private final IntakeLag lag;
    private final Duration patience;

    Pace(OutboxBacklog backlog, IntakeLag lag, GatewayConfig config) {
        this.backlog = backlog;
        this.lag = lag;
        this.patience = config.bulk().patience();
    }

    /** How long one request of the lane {@code bulk} waits in all. */
    Duration patience() {
        return patience;
    }

    /** The pace of one request. */
    Request of(Lane lane) {
        return new Request(lane == Lane.BULK ? patience : Duration.ZERO);
    }

    /** Whether those who follow cannot keep up just now. */
    boolean slow() {
        return backlog.slow() || lag.longest().compareTo(BEHIND) > 0;
    }

    /** How long one request has waited; its operations wait together. */
    final class Request {
        private final long allowed;
        private long waited;
        private long waitingSince;
        private int waiting;

        private Request(Duration allowed) {
            this.allowed = allowed.toNanos();
        }

        /** Completes when the next operation may begin, on the Vert.x context of the caller. */
        Uni<Void> next() {
            if (mayBegin()) {
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom().emitter(next -> {
                waits();
                lookAgain(next);
            });
        }

        private void lookAgain(UniEmitter<? super Void> next) {
            var vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
            vertx.setTimer(LOOK_AGAIN.toMillis(), timer -> {
                if (mayBegin()) {
                    goesOn();
                    next.complete(null);
                } else {
                    lookAgain(next);
                }
            });
        }

        private boolean mayBegin() {
            return !slow() || waited() >= allowed;
        }

        private synchronized long waited() {
            return waited + (waiting > 0 ? System.nanoTime() - waitingSince : 0);
        }

        private synchronized void waits() {
            if (waiting++ == 0) {
                waitingSince = System.nanoTime();
            }
        }

        private synchronized void goesOn() {
            if (--waiting == 0) {
                waited += System.nanoTime() - waitingSince;
            }
        }
    }
}
