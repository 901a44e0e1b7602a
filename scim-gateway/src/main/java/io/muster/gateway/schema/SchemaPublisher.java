package io.muster.gateway.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Calls;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells subscribers the schemas and resource types on {@code muster.identity.schemas}, so that a filter means the same everywhere: at the
 * start and with every change, and only what is not there in this form yet. Key of a schema is its URN, of a resource type
 * {@code urn:ietf:params:scim:schemas:core:2.0:ResourceType:User}.
 */
@Singleton
public class SchemaPublisher {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // The row is written only where the content differs; no row comes back where it does not.
    private static final String PUBLISH = """
            insert into published_schema as p (urn, sha256, version) values ($1, $2, 1)
            on conflict (urn) do update set sha256 = excluded.sha256, version = p.version + 1
            where p.sha256 <> excluded.sha256
            returning version
            """;
    // The row stays, so that the key never starts again.
    private static final String WITHDRAW = """
            update published_schema set sha256 = '', version = version + 1 where urn = $1 and sha256 <> ''
            returning version
            """;
    // An empty one is withdrawn, and stays so.
    private static final String FORGET = "update published_schema set sha256 = 'again' where sha256 <> ''";

    private final Database database;
    private final Outbox outbox;
    private final EventFactory events;
    private final Schemas schemas;

    SchemaPublisher(Database database, Outbox outbox, EventFactory events, Schemas schemas) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.schemas = schemas;
    }

    void start(@Observes StartupEvent started) {
        schemas.refresh()
                .chain(() -> database.transaction(tx -> publish(
                        tx, Calls.ofService(Uuid7.next()), schemas.current(), "Published at the start of the service")))
                .await()
                .atMost(PATIENCE);
        outbox.wake();
    }

    /** Tells what is not known in this form yet. */
    Uni<Void> publish(SqlConnection tx, Call call, SchemaRegistry current, String reason) {
        return Multi.createFrom()
                .iterable(contents(current).entrySet())
                .onItem()
                .transformToUniAndConcatenate(
                        content -> publish(tx, call, content.getKey(), content.getValue(), reason))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Tells all of them once more, in the form that is known. */
    public Uni<Void> publishAgain(SqlConnection tx, Call call, String reason) {
        return tx.query(FORGET).execute().chain(() -> publish(tx, call, schemas.current(), reason));
    }

    /** Tells that a key is gone, with its last content, and then the tombstone. */
    Uni<Void> withdraw(SqlConnection tx, Call call, String key, ObjectNode last, String reason) {
        return tx.preparedQuery(WITHDRAW)
                .execute(Tuple.of(key))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : outbox.append(
                                tx,
                                List.of(
                                        record(
                                                call,
                                                EventTypes.SCHEMA_REMOVED,
                                                key,
                                                rows.iterator().next().getLong(0),
                                                last,
                                                reason),
                                        OutboxRecord.tombstone(Topics.IDENTITY_SCHEMAS, key))));
    }

    private static Map<String, ObjectNode> contents(SchemaRegistry current) {
        var contents = new LinkedHashMap<String, ObjectNode>();
        current.schemas().forEach(schema -> contents.put(schema.id(), schema.toFullJson()));
        current.resourceTypes().forEach(type -> contents.put(CustomSchemas.keyOfType(type.name()), type.toJson()));
        return contents;
    }

    private Uni<Void> publish(SqlConnection tx, Call call, String key, ObjectNode content, String reason) {
        return tx.preparedQuery(PUBLISH)
                .execute(Tuple.of(key, sha256(content.toString())))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : outbox.append(
                                tx,
                                List.of(record(
                                        call,
                                        EventTypes.SCHEMA_CHANGED,
                                        key,
                                        rows.iterator().next().getLong(0),
                                        content,
                                        reason))));
    }

    private OutboxRecord record(Call call, String type, String key, long version, ObjectNode content, String reason) {
        return OutboxRecord.of(
                Topics.IDENTITY_SCHEMAS, key, events.state(call, null, type, key, version, reason, List.of(), content));
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
