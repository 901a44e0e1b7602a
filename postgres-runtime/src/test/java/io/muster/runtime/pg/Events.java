package io.muster.runtime.pg;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.runtime.id.Uuid7;
import java.time.Instant;
import java.util.List;

/** Events as other services write them. */
public final class Events {
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");

    private Events() {}

    public static Event user(String key, long version) {
        return event(EventTypes.USER_UPDATED, key, version);
    }

    public static Event userDeleted(String key, long version) {
        return event(EventTypes.USER_DELETED, key, version);
    }

    public static Event accountCreated(String key) {
        return event(EventTypes.ACCOUNT_CREATED, key, 1);
    }

    private static Event event(String type, String key, long version) {
        var resource = JsonNodeFactory.instance
                .objectNode()
                .put("id", key)
                .put("userName", "User-" + key)
                .put("title", "version " + version);
        var data = new EventData(
                Actor.client("hr"),
                Cause.PERSON,
                new Reason("HR changed the person", null),
                1,
                version,
                EIGHT,
                EIGHT,
                List.of(),
                resource,
                null);
        var id = Uuid7.next();
        return new Event(id, "scim-gateway", type, key, EIGHT, id, null, null, Lane.INTERACTIVE, data);
    }
}
