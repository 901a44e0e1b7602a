package io.muster.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.runtime.id.Uuid7;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as the other services publish them. */
final class Happenings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");

    private Happenings() {}

    static Event event(
            String type,
            String subject,
            @Nullable Event cause,
            Instant at,
            @Nullable String resource,
            @Nullable String details) {
        return event(type, subject, cause, at, 1, resource, details);
    }

    private static Event event(
            String type,
            String subject,
            @Nullable Event cause,
            Instant at,
            long version,
            @Nullable String resource,
            @Nullable String details) {
        var id = Uuid7.next();
        var data = new EventData(
                type.contains(".access.") ? Actor.policy("code-host") : Actor.client("hr"),
                type.contains(".access.grant.") ? Cause.POLICY : Cause.PERSON,
                Reason.of("because " + type),
                1,
                version,
                at,
                at,
                List.of(new Change("title", null, JSON.getNodeFactory().textNode("Engineer"))),
                resource == null ? null : object(resource),
                details == null ? null : object(details));
        return new Event(
                id,
                "test",
                type,
                subject,
                at,
                cause == null ? id : cause.correlationId(),
                cause == null ? null : cause.id(),
                null,
                Lane.INTERACTIVE,
                data);
    }

    static Event userCreated(String id, String userName) {
        return event(
                "io.muster.identity.user.created",
                id,
                null,
                MORNING,
                "{\"id\":\"" + id + "\",\"userName\":\"" + userName + "\"}",
                null);
    }

    /** The person is not active any more; nothing else has followed from it yet. */
    static Event userDisabled(String id, Instant at) {
        return event(
                "io.muster.identity.user.disabled", id, null, at, "{\"id\":\"" + id + "\",\"active\":false}", null);
    }

    static Event granted(String id, Event cause, Instant at, String type, String status) {
        return granted(id, cause, at, type, status, 1);
    }

    static Event granted(String id, Event cause, Instant at, String type, String status, long version) {
        return event("io.muster.access.grant." + type, id, cause, at, version, """
                {"identity":"%s","application":"code-host","status":"%s","entitlements":["developer"],"validFrom":"2026-11-20T08:00:00Z",
                 "reasons":[{"kind":"request","policy":"code-host","version":3,"request":"r-1"}]}
                """.formatted(id, status), null);
    }

    static Event account(String id, Event cause, Instant at, String type) {
        return account(id, cause, at, type, 1);
    }

    static Event account(String id, Event cause, Instant at, String type, long grantVersion) {
        return event("io.muster.provisioning.account." + type, id, cause, at, null, """
                {"identity":"%s","application":"code-host","target":"code-host","targetId":"t-1","grantVersion":%d,"account":{"active":true}}
                """.formatted(id, grantVersion));
    }

    static Event quarantined(String target) {
        return event(
                "io.muster.provisioning.target.quarantined",
                "outbound-dispatcher/target/" + target,
                null,
                MORNING,
                null,
                """
                {"target":"%s","application":"%s","reason":"it does not answer"}
                """.formatted(target, target));
    }

    static Event approved(String id) {
        return event("io.muster.access.request.approved", id, null, MORNING, null, """
                {"id":"r-1","for":"%s","accessPackage":"p","status":"approved","stages":[{"approvers":["boss"],"decision":"approve","by":"boss"}]}
                """.formatted(id));
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        return object(text);
    }
}
