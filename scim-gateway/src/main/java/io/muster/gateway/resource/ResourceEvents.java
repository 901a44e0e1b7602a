package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Preconditions;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.resource.Changes;
import io.muster.scim.schema.ResourceType;
import jakarta.inject.Singleton;
import java.util.List;

/** Events of users, groups and resources of added types. A change that flips {@code active} is one event, {@code disabled} or {@code enabled}, with all changes. */
@Singleton
class ResourceEvents {
    private static final String USER = "User";
    private static final String GROUP = "Group";
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final EventFactory events;

    ResourceEvents(EventFactory events) {
        this.events = events;
    }

    OutboxRecord created(Call call, ResourceType type, StoredResource created) {
        var eventType = switch (type.name()) {
            case USER -> EventTypes.USER_CREATED;
            case GROUP -> EventTypes.GROUP_CREATED;
            default -> EventTypes.RESOURCE_CREATED;
        };
        return record(type, event(call, type, eventType, "Created by " + call.client(), NOTHING, created));
    }

    OutboxRecord changed(Call call, ResourceType type, StoredResource before, StoredResource after) {
        var eventType = switch (type.name()) {
            case USER ->
                active(before) == active(after)
                        ? EventTypes.USER_UPDATED
                        : active(after) ? EventTypes.USER_ENABLED : EventTypes.USER_DISABLED;
            case GROUP -> EventTypes.GROUP_UPDATED;
            default -> EventTypes.RESOURCE_UPDATED;
        };
        return record(type, event(call, type, eventType, "Changed by " + call.client(), before.document(), after));
    }

    /** The state once more, without a change. */
    OutboxRecord again(Call call, ResourceType type, StoredResource current) {
        return unchanged(call, type, current, "Told again for " + call.client());
    }

    /** The state as it was told before the store was restored: for those who know it that is no change. */
    OutboxRecord adopted(Call call, ResourceType type, StoredResource current) {
        return unchanged(call, type, current, "Taken back by " + call.client() + " as it was told before the restore");
    }

    private OutboxRecord unchanged(Call call, ResourceType type, StoredResource current, String reason) {
        var eventType = switch (type.name()) {
            case USER -> EventTypes.USER_UPDATED;
            case GROUP -> EventTypes.GROUP_UPDATED;
            default -> EventTypes.RESOURCE_UPDATED;
        };
        return record(
                type,
                events.state(
                        call,
                        null,
                        eventType,
                        current.id(),
                        current.version(),
                        reason,
                        List.of(),
                        image(type, current)));
    }

    /** The event with the last image; a tombstone follows. */
    Event deleted(Call call, ResourceType type, StoredResource last) {
        var eventType = switch (type.name()) {
            case USER -> EventTypes.USER_DELETED;
            case GROUP -> EventTypes.GROUP_DELETED;
            default -> EventTypes.RESOURCE_DELETED;
        };
        return events.state(
                call,
                null,
                eventType,
                last.id(),
                last.version(),
                "Deleted by " + call.client(),
                changes(type, last.document(), NOTHING),
                image(type, last));
    }

    static List<OutboxRecord> withTombstone(ResourceType type, Event deleted) {
        return List.of(record(type, deleted), OutboxRecord.tombstone(topic(type), deleted.subject()));
    }

    private Event event(
            Call call, ResourceType type, String eventType, String reason, ObjectNode before, StoredResource after) {
        return events.state(
                call,
                null,
                eventType,
                after.id(),
                after.version(),
                reason,
                changes(type, before, after.document()),
                image(type, after));
    }

    private static OutboxRecord record(ResourceType type, Event event) {
        return OutboxRecord.of(topic(type), event.subject(), event);
    }

    private static List<Change> changes(ResourceType type, ObjectNode before, ObjectNode after) {
        return Changes.forEvents(type, before, after).stream()
                .map(change -> new Change(change.path(), change.before(), change.after()))
                .toList();
    }

    /** The resource as events carry it: with id and meta, without a location, which depends on who asks. */
    private static ObjectNode image(ResourceType type, StoredResource resource) {
        var image = Changes.image(type, resource.document());
        image.put("id", resource.id());
        image.putObject("meta")
                .put("resourceType", resource.type())
                .put("created", resource.created().toString())
                .put("lastModified", resource.lastModified().toString())
                .put("version", Preconditions.tag(resource.etag()));
        return image;
    }

    private static String topic(ResourceType type) {
        return switch (type.name()) {
            case USER -> Topics.IDENTITY_USERS;
            case GROUP -> Topics.IDENTITY_GROUPS;
            default -> Topics.IDENTITY_RESOURCES;
        };
    }

    /** A user without {@code active} is active: RFC 7643 leaves it to the service provider. */
    private static boolean active(StoredResource resource) {
        return resource.document().path("active").asBoolean(true);
    }
}
