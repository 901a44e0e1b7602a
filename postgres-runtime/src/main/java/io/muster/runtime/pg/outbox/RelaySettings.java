package io.muster.runtime.pg.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What a relay needs to know.
 *
 * @param service whose events they are: names the lease, and with it the one {@code transactional.id}
 * @param instance who this process is; for people who look at the lease
 * @param kafka settings of the Kafka clients, at least {@code bootstrap.servers}
 * @param lease how long a relay may be silent before another one takes over
 * @param poll how often to look where no commit of this process wakes
 * @param batch most rows in one Kafka transaction
 * @param ledgerTopic an existing topic whose partition 0 stands for "what was sent" in the offsets of the relay's group
 */
public record RelaySettings(
        String service,
        String instance,
        Map<String, Object> kafka,
        Duration lease,
        Duration poll,
        int batch,
        String ledgerTopic) {
    public RelaySettings {
        Objects.requireNonNull(service);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(ledgerTopic);
        kafka = Map.copyOf(kafka);
        if (lease.isNegative() || lease.isZero() || poll.isNegative() || batch < 1) {
            throw new IllegalArgumentException("lease, poll and batch must be positive");
        }
    }

    /** Also the transactional id. */
    String group() {
        return "muster-relay-" + service;
    }
}
