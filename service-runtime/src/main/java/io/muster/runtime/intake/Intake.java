package io.muster.runtime.intake;

import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.health.ProcessExit;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * From a poll to one commit. A service hands over what its channel gives:
 *
 * <pre>{@code
 * @Incoming("events") Uni<Void> receive(ConsumerRecords<String, byte[]> records) { return intake.receive(records); }
 * }</pre>
 */
public final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Sink sink;
    private final Assignment assignment;
    private final IntakeMetrics metrics;
    private final FaultPoints faults;
    private final ProcessExit exit;
    private final Decoder decoder = new Decoder();
    private volatile boolean storeAnswers = true;

    Intake(Sink sink, Assignment assignment, IntakeMetrics metrics, FaultPoints faults, ProcessExit exit) {
        this.sink = sink;
        this.assignment = assignment;
        this.metrics = metrics;
        this.faults = faults;
        this.exit = exit;
    }

    /**
     * Writes one poll. Completes when it is committed, however long the store is away; never fails. If the store was
     * wiped under us it never completes: the process is on its way out.
     */
    public Uni<Void> receive(ConsumerRecords<String, byte[]> polled) {
        return Uni.createFrom()
                .deferred(() -> {
                    List<Arrival> arrivals = assignment.ours(polled).stream()
                            .map(record -> decoder.decode(record, assignment.replayed(record)))
                            .toList();
                    return arrivals.isEmpty() ? Uni.createFrom().voidItem() : write(arrivals);
                })
                .onFailure()
                .recoverWithUni(this::leave);
    }

    /** Whether the last attempt to write got through; readiness falls with it. */
    public boolean storeAnswers() {
        return storeAnswers;
    }

    private Uni<Void> write(List<Arrival> arrivals) {
        return Uni.createFrom()
                .deferred(() -> commit(assignment.batch(arrivals)))
                .onFailure(Intake::isTransient)
                .invoke(e -> {
                    if (storeAnswers) {
                        LOG.warnf("the store does not take a batch, trying again until it does: %s", e);
                    }
                    storeAnswers = false;
                })
                .onFailure(Intake::isTransient)
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .withJitter(0.3)
                .indefinitely()
                .onFailure(Sink.Rejected.class)
                .recoverWithUni(e -> divide(arrivals, e));
    }

    private Uni<Void> commit(Batch batch) {
        return sink.write(batch)
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .call(() -> faults.reach("intake.after-commit"))
                .invoke(() -> {
                    storeAnswers = true;
                    assignment.written(batch);
                    metrics.written(batch);
                });
    }

    /** One record that the store can never take must not hold up the others: halve until it is alone, then park it. */
    private Uni<Void> divide(List<Arrival> arrivals, Throwable rejection) {
        if (arrivals.size() > 1) {
            int half = arrivals.size() / 2;
            return write(arrivals.subList(0, half)).chain(() -> write(arrivals.subList(half, arrivals.size())));
        }
        var arrival = arrivals.getFirst();
        if (arrival instanceof Arrival.Parked) {
            return Uni.createFrom().failure(new CannotPark(arrival, rejection));
        }
        LOG.warnf("parked %s: %s", arrival.at(), rejection.getMessage());
        return write(List.of(decoder.parked(arrival, String.valueOf(rejection.getMessage()))));
    }

    private Uni<Void> leave(Throwable cause) {
        exit.exit("intake cannot go on: " + cause.getMessage(), cause);
        return Uni.createFrom().nothing();
    }

    private static boolean isTransient(Throwable e) {
        return !(e instanceof Sink.Hole) && !(e instanceof Sink.Rejected) && !(e instanceof CannotPark);
    }

    /** The end of the line: not even the bytes could be put aside. */
    private static final class CannotPark extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotPark(Arrival arrival, Throwable rejection) {
            super("the store cannot even park " + arrival, rejection);
        }
    }
}
