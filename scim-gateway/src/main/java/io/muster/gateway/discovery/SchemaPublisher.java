package io.muster.gateway.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Calls;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells subscribers the schemas and resource types on {@code muster.identity.schemas}, so that a filter means the same everywhere:
 * at the start, and only what is not there in this form yet. Key of a schema is its URN, of a resource type
 * {@code urn:ietf:params:scim:schemas:core:2.0:ResourceType:User}.
 */
@ApplicationScoped
class SchemaPublisher {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // The row is written only where the content differs; no row comes back where it does not.
    private static final String PUBLISH = """
            insert into published_schema as p (urn, sha256, version) values ($1, $2, 1)
            on conflict (urn) do update set sha256 = excluded.sha256, version = p.version + 1
            where p.sha256 <> excluded.sha256
            returning version
            """;

    private final Database database;
    private final Outbox outbox;
    private final EventFactory events;

    SchemaPublisher(Database database, Outbox outbox, EventFactory events) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
    }

    void start(@Observes StartupEvent started) {
        database.transaction(this::publish).await().atMost(PATIENCE);
        outbox.wake();
    }

    private Uni<Void> publish(SqlConnection tx) {
        return Multi.createFrom()
                .iterable(contents().entrySet())
                .onItem()
                .transformToUniAndConcatenate(content -> publish(tx, content.getKey(), content.getValue()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static Map<String, ObjectNode> contents() {
        var contents = new LinkedHashMap<String, ObjectNode>();
        var schemas = SchemaRegistry.builtIn();
        schemas.schemas().forEach(schema -> contents.put(schema.id(), schema.toFullJson()));
        schemas.resourceTypes().forEach(type -> contents.put(ResourceType.URN + ":" + type.name(), type.toJson()));
        return contents;
    }

    private Uni<Void> publish(SqlConnection tx, String key, ObjectNode content) {
        return tx.preparedQuery(PUBLISH)
                .execute(Tuple.of(key, sha256(content.toString())))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : outbox.append(
                                tx, List.of(record(key, rows.iterator().next().getLong(0), content))));
    }

    private OutboxRecord record(String key, long version, ObjectNode content) {
        return OutboxRecord.of(
                Topics.IDENTITY_SCHEMAS,
                key,
                events.state(
                        Calls.ofService(Uuid7.next()),
                        null,
                        EventTypes.SCHEMA_CHANGED,
                        key,
                        version,
                        "Published at the start of the service",
                        List.of(),
                        content));
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
