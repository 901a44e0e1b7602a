package io.muster.audit.ledger;

import io.muster.runtime.intake.Intake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Every topic of the contract, into the log. */
@ApplicationScoped
class TopicEvents {
    private final Intake intake;

    @Inject
    TopicEvents(Intake intake) {
        this.intake = intake;
    }

    @Incoming("events")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return intake.receive(records);
    }
}
