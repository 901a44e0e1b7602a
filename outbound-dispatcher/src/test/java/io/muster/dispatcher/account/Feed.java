package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the gateway and the workflows say of people. */
final class Feed implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    /** Versions only rise, also from one test class to the next. */
    private static final AtomicLong VERSION = new AtomicLong(CLOCK.millis());

    private final KafkaProbe users = KafkaProbe.on(Topics.IDENTITY_USERS);
    private final KafkaProbe grants = KafkaProbe.on(Topics.ACCESS_GRANTS);
    private final KafkaProbe schemas = KafkaProbe.on(Topics.IDENTITY_SCHEMAS);

    void user(String id, String userName, boolean active) {
        user(id, userName, active, JsonNodeFactory.instance.objectNode());
    }

    /** With more of the person's attributes. */
    void user(String id, String userName, boolean active, ObjectNode more) {
        ObjectNode resource = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("userName", userName)
                .put("displayName", "Alice Martin")
                .put("active", active);
        resource.putObject("name").put("familyName", "Martin").put("givenName", "Alice");
        resource.setAll(more);
        users.send(id, event(active ? EventTypes.USER_UPDATED : EventTypes.USER_DISABLED, id, resource));
    }

    /** A schema or resource type. */
    void schema(String key, ObjectNode document) {
        schemas.send(key, event(EventTypes.SCHEMA_CHANGED, key, document));
    }

    void grant(String identity, String application, String status, String... entitlements) {
        ObjectNode resource = JsonNodeFactory.instance
                .objectNode()
                .put("identity", identity)
                .put("application", application)
                .put("status", status);
        Stream.of(entitlements).forEach(resource.putArray("entitlements")::add);
        resource.putArray("reasons")
                .addObject()
                .put("kind", "policy")
                .put("policy", application)
                .put("version", 1);
        String type = switch (status) {
            case "absent" -> EventTypes.GRANT_REVOKED;
            case "disabled" -> EventTypes.GRANT_SUSPENDED;
            default -> EventTypes.GRANT_CHANGED;
        };
        grants.send(identity + ":" + application, event(type, identity, resource));
    }

    private static Event event(String type, String subject, ObjectNode resource) {
        EventData data = new EventData(
                Actor.client("hr"),
                Cause.PERSON,
                Reason.of("test"),
                1,
                VERSION.incrementAndGet(),
                CLOCK.instant(),
                CLOCK.instant(),
                List.of(),
                resource,
                null);
        String id = Uuid7.next();
        return new Event(id, "test", type, subject, CLOCK.instant(), id, null, null, Lane.INTERACTIVE, data);
    }

    @Override
    public void close() {
        users.close();
        grants.close();
        schemas.close();
    }
}
