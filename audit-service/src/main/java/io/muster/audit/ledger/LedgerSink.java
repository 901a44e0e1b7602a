package io.muster.audit.ledger;

import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Batch;
import io.muster.runtime.intake.Sink;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * From the topics into the log. The next offsets lie in the last batch. A tombstone says nothing that the delete before it has not
 * said, so it makes no entry; offsets that only tombstones or known events moved are kept in memory, stored with the next batch,
 * and their records read again after a restart.
 *
 * <p>The audit fires nothing, so there is no bootstrap to wait for.
 */
@Singleton
public class LedgerSink implements Sink {
    private final Ledger ledger;
    private final Map<TopicPartition, Long> known = new ConcurrentHashMap<>();

    @Inject
    LedgerSink(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Uni<Map<TopicPartition, Stored>> open(Map<TopicPartition, Bounds> partitions) {
        return onWorker(() -> {
            var stored = ledger.offsets();
            var opened = new HashMap<TopicPartition, Stored>();
            partitions.forEach((partition, bounds) -> {
                long next = stored.getOrDefault(partition, bounds.begin());
                known.put(partition, next);
                opened.put(partition, new Stored(next, bounds.begin(), true));
            });
            return Map.copyOf(opened);
        });
    }

    @Override
    public Uni<Void> write(Batch batch) {
        return onWorker(() -> {
                    ledger.failIfCutBack();
                    var drafts = new ArrayList<Draft>();
                    batch.arrivals().forEach(arrival -> draft(arrival).ifPresent(drafts::add));
                    var next = new HashMap<>(known);
                    batch.steps().forEach((partition, step) -> next.merge(partition, step.next(), Math::max));
                    try {
                        ledger.append(drafts, next);
                    } catch (Ledger.TooLong e) {
                        throw new Rejected(String.valueOf(e.getMessage()), e);
                    }
                    known.putAll(next);
                    return Optional.empty();
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Progress> reached(Set<TopicPartition> partitions, Set<TopicPartition> required) {
        return Uni.createFrom().item(new Progress(required.size(), required.size(), true));
    }

    private static Optional<Draft> draft(Arrival arrival) {
        return switch (arrival) {
            case Arrival.Received r -> Optional.of(new Draft.OfEvent(r.event(), r.key(), Optional.of(r.at())));
            case Arrival.Parked parked -> Optional.of(new Draft.OfUnreadable(parked));
            case Arrival.Tombstone tombstone -> Optional.empty();
        };
    }

    private static <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
