package io.muster.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One example of each kind of event, as the services write them. */
final class Examples {
    static final String ALICE = "01932c5e-8f00-7000-8000-000000000001";
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Examples() {}

    static Event aliceCreated() {
        var resource =
                JSON.objectNode().put("id", ALICE).put("userName", "alice").put("active", true);
        resource.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        return event(EventTypes.USER_CREATED, ALICE, resource, null);
    }

    static Event contractorCreated() {
        var resource = JSON.objectNode().put("id", ALICE).put("number", "4711");
        resource.putArray("schemas").add("urn:acme:params:scim:schemas:core:1.0:Contractor");
        resource.putObject("meta").put("resourceType", "Contractor");
        return event(EventTypes.RESOURCE_CREATED, ALICE, resource, null);
    }

    static Event membershipAdded() {
        var resource = JSON.objectNode()
                .put("group", "01932c5e-8f00-7000-8000-0000000000aa")
                .put("groupDisplayName", "platform")
                .put("member", ALICE)
                .put("memberType", "User");
        return event(EventTypes.MEMBERSHIP_ADDED, ALICE, resource, null);
    }

    static Event grantGranted() {
        var resource = JSON.objectNode()
                .put("identity", ALICE)
                .put("application", "code-host")
                .put("status", "active")
                .put("validFrom", "2026-11-24T08:00:00Z");
        resource.putArray("entitlements").add("developer");
        resource.putArray("reasons")
                .addObject()
                .put("kind", "policy")
                .put("policy", "code-host")
                .put("version", 3);
        return event(EventTypes.GRANT_GRANTED, ALICE, resource, null);
    }

    static Event accountCreated() {
        var details = JSON.objectNode()
                .put("identity", ALICE)
                .put("application", "code-host")
                .put("target", "code-host")
                .put("targetId", "4711")
                .put("outcome", "applied");
        details.putObject("account").put("userName", "alice");
        return event(EventTypes.ACCOUNT_CREATED, ALICE, null, details);
    }

    private static Event event(
            String type, String subject, @Nullable ObjectNode resource, @Nullable ObjectNode details) {
        var data = new EventData(
                Actor.client("hr"),
                Cause.PERSON,
                new Reason("HR created the person", "request:4711"),
                1,
                1,
                EIGHT,
                EIGHT,
                List.of(new Change("userName", null, JSON.textNode("alice"))),
                resource,
                details);
        return new Event(
                "01932c5e-8f01-7000-8000-000000000001",
                "scim-gateway",
                type,
                subject,
                EIGHT,
                "01932c5e-8f02-7000-8000-000000000001",
                null,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                Lane.INTERACTIVE,
                data);
    }
}
