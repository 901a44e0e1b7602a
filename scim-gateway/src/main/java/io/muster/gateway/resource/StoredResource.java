package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Preconditions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A resource as it is stored. Do not change its document; {@link #with} takes a new one.
 *
 * @param document the normalized resource without {@code id}, {@code meta}, {@code groups}, {@code members}, {@code password}
 * @param version of (topic, key): +1 with every event
 * @param membershipVersion the version of the events of this group's memberships
 * @param etag SCIM's {@code meta.version} without {@code W/""}; changes with members and password too
 */
public record StoredResource(
        String id,
        String type,
        ObjectNode document,
        long version,
        long membershipVersion,
        long etag,
        Instant created,
        Instant lastModified) {
    public StoredResource {
        Objects.requireNonNull(id);
        Objects.requireNonNull(type);
        Objects.requireNonNull(document);
    }

    /** A copy of the document with the id, as PUT and PATCH begin with it. */
    ObjectNode withId() {
        return document.deepCopy().put("id", id);
    }

    /** The same with {@code meta}, but for the address, which depends on who asks: what a PATCH may say because it is so anyway. */
    ObjectNode withMeta() {
        var document = withId();
        document.putObject("meta")
                .put("resourceType", type)
                .put("created", created.toString())
                .put("lastModified", lastModified.toString())
                .put("version", Preconditions.tag(etag));
        return document;
    }

    /** The URNs of the schemas of which the document has data. */
    List<String> schemas() {
        return document.path("schemas").valueStream().map(JsonNode::asText).toList();
    }

    /** Of a group the name; empty where there is none. */
    String displayName() {
        return document.path("displayName").asText();
    }

    /** A new resource, before its first event. */
    static StoredResource first(String id, String type, ObjectNode document, Instant now) {
        return new StoredResource(id, type, document, 1, 0, 1, now, now);
    }

    /** After an accepted change of the document, which makes an event of its own. */
    StoredResource with(ObjectNode next, Instant now) {
        return new StoredResource(id, type, next, version + 1, membershipVersion, etag, created, lastModified)
                .touched(now);
    }

    /** After a change that readers of this resource see but that is no event of its key: members, password. */
    StoredResource touched(Instant now) {
        return new StoredResource(id, type, document, version, membershipVersion, etag + 1, created, now);
    }

    /** After a change of memberships. */
    StoredResource withMembershipsChanged() {
        return new StoredResource(id, type, document, version, membershipVersion + 1, etag, created, lastModified);
    }
}
