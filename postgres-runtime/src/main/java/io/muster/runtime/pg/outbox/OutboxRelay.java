package io.muster.runtime.pg.outbox;

import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.id.Uuid7;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is committed: one relay per service at a time, on a thread of its own. A term of a relay:
 *
 * <ol>
 *   <li>take the lease (a new epoch);
 *   <li>{@code initTransactions()} with the service's one transactional id: the broker fences the older producer and
 *       decides its open commit;
 *   <li>check the lease again: whoever fences last and still holds it is the one;
 *   <li>delete the rows that the last committed transaction says it sent: their sender died before it could;
 *   <li>read rows in order, send them and the note of their numbers in one transaction, commit, delete exactly these.
 * </ol>
 *
 * Any failure ends the term: a failed or undecided send stops the batch, and the next term finds out. So each row
 * reaches the topic once, and a key's rows in their order.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(10);

    private final Pool pool;
    private final RelaySettings settings;
    private final RelaySignal signal;
    private final RelayMetrics metrics;
    private final FaultPoints faults;
    private final RelayLease lease;
    private final OutboxRows rows;
    private final Thread thread;
    private volatile boolean closing;
    private volatile OptionalLong term = OptionalLong.empty();

    public OutboxRelay(
            Pool pool, RelaySettings settings, RelaySignal signal, RelayMetrics metrics, FaultPoints faults) {
        this.pool = pool;
        this.settings = settings;
        this.signal = signal;
        this.metrics = metrics;
        this.faults = faults;
        this.lease =
                new RelayLease(pool, settings.service(), settings.instance() + "/" + Uuid7.next(), settings.lease());
        this.rows = new OutboxRows(pool);
        this.thread = Thread.ofPlatform().daemon().name("outbox-relay").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** The epoch under which this relay sends now, or empty if another one does. */
    public OptionalLong term() {
        return term;
    }

    /** Ends after the batch at hand and gives the lease back, so that another relay goes on at once. */
    @Override
    public void close() {
        closing = true;
        signal.wake();
        try {
            if (!thread.join(settings.lease().plusSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try {
                var epoch = await(lease.take());
                if (epoch.isPresent()) {
                    serve(epoch.getAsLong());
                } else {
                    pause(settings.lease().dividedBy(4));
                }
            } catch (InterruptedException e) {
                return;
            } catch (
                    RuntimeException
                            e) { // database or broker away, fenced, closed: whatever it is, a new term finds out
                if (!closing) {
                    LOG.warnf("the relay's term ended, trying again: %s", e);
                    metrics.failed();
                    pauseAfterFailure();
                }
            } finally {
                term = OptionalLong.empty();
            }
        }
    }

    private void serve(long epoch) throws InterruptedException {
        faults.hit("relay.after-lease");
        try (var clients = RelayClients.fencing(settings)) {
            if (!await(lease.renew(epoch))) {
                LOG.infof("lease %d was lost while fencing", epoch);
                return;
            }
            var store = await(StoreIdentity.read(pool));
            forgetSent(clients.lastSent(), store, epoch);
            term = OptionalLong.of(epoch);
            LOG.infof("this process relays the outbox of %s, term %d", settings.service(), epoch);
            send(clients, store, epoch);
        }
        if (closing) {
            await(lease.release(epoch));
        }
    }

    private void forgetSent(Optional<SentRows> last, StoreIdentity store, long epoch) {
        last.ifPresent(sent -> {
            if (!sent.areOf(store.id(), store.epoch(), epoch)) {
                LOG.warnf("the note of what was sent is of another store or of its future: %s", sent.storeId());
                return;
            }
            int deleted = await(rows.delete(sent.sequences()));
            if (deleted > 0) {
                LOG.infof("%d rows were sent by the former relay and not deleted; they are now", deleted);
            }
        });
    }

    private void send(RelayClients clients, StoreIdentity store, long epoch) throws InterruptedException {
        long renewAfter = settings.lease().toNanos() / 3;
        long renewed = System.nanoTime();
        while (!closing) {
            if (System.nanoTime() - renewed > renewAfter) {
                renewed = System.nanoTime();
                if (!await(lease.renew(epoch))) {
                    LOG.infof("lease %d was lost", epoch);
                    return;
                }
            }
            var batch = await(rows.first(settings.batch()));
            if (batch.isEmpty()) {
                signal.await(settings.poll());
            } else {
                faults.hit("relay.after-read");
                send(clients, batch, store, epoch);
            }
        }
    }

    private void send(RelayClients clients, List<OutboxRows.OutboxRow> read, StoreIdentity store, long epoch)
            throws InterruptedException {
        var sequences = read.stream().map(OutboxRows.OutboxRow::sequence).toList();
        int count = SentRows.fitting(store.id(), store.epoch(), epoch, sequences);
        var sent = new SentRows(store.id(), store.epoch(), epoch, sequences.subList(0, count));
        List<ProducerRecord<String, byte @Nullable []>> records = read.subList(0, count).stream()
                .map(OutboxRows.OutboxRow::record)
                .toList();
        long begun = System.nanoTime();
        clients.send(records, sent, () -> faults.hit("relay.before-commit"));
        faults.hit("relay.after-commit");
        await(rows.delete(sent.sequences()));
        faults.hit("relay.after-delete");
        metrics.sent(count, System.nanoTime() - begun);
    }

    private <T> T await(Uni<T> uni) {
        return uni.await().atMost(DATABASE_PATIENCE);
    }

    private void pauseAfterFailure() {
        try {
            pause(Duration.ofMillis(100 + ThreadLocalRandom.current().nextInt(200)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void pause(Duration length) throws InterruptedException {
        if (!closing) {
            Thread.sleep(length);
        }
    }
}
