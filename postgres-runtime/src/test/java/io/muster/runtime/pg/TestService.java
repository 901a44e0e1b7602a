package io.muster.runtime.pg;

import io.muster.events.Topics;
import io.muster.runtime.intake.Intake;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.intake.Fresh;
import io.muster.runtime.pg.intake.Projection;
import io.muster.runtime.pg.intake.Projections;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The smallest service: users into a projection, identities due, provisioning events counted. */
@ApplicationScoped
public class TestService {
    @Inject
    Intake intake;

    @Inject
    DueStore due;

    @Incoming("events")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return intake.receive(records);
    }

    @Produces
    @Singleton
    Projections projections() {
        return Projections.of(
                        Projection.state(Topics.IDENTITY_USERS, "directory_user", this::usersChanged),
                        Projection.history(Topics.PROVISIONING_EVENTS, this::provisioned))
                .whenBootstrapped(transaction ->
                        due.markAll(transaction, "bootstrapped", Priority.BULK, "select key from directory_user"));
    }

    private Uni<Void> usersChanged(SqlConnection transaction, List<Fresh> fresh) {
        return due.mark(
                        transaction,
                        fresh.stream()
                                .map(user -> new Mark("identity", user.key(), Priority.INTERACTIVE))
                                .toList())
                .chain(() -> noteChanges(transaction, fresh));
    }

    private static Uni<Void> noteChanges(SqlConnection transaction, List<Fresh> fresh) {
        var changes = fresh.stream()
                .flatMap(user -> user.events().stream())
                .map(event -> Tuple.of(event.id()))
                .toList();
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery("insert into user_change (event_id) values ($1)")
                        .executeBatch(changes)
                        .replaceWithVoid();
    }

    private Uni<Void> provisioned(SqlConnection transaction, List<Fresh> fresh) {
        return transaction
                .preparedQuery("insert into provisioned (event_id, replayed) values ($1, $2)")
                .executeBatch(fresh.stream()
                        .map(one -> Tuple.of(
                                java.util.Objects.requireNonNull(one.event()).id(), one.replayed()))
                        .toList())
                .replaceWithVoid();
    }
}
