package io.muster.workflows;

import static io.muster.workflows.Company.EMPLOYMENT;
import static io.muster.workflows.Company.ENTERPRISE;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.Tokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the tests need of a company: people who join, change and leave on the topic, and policies. */
final class Company implements AutoCloseable {
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String EMPLOYMENT = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaProbe users = KafkaProbe.on(Topics.IDENTITY_USERS);
    private final KafkaProbe groups = KafkaProbe.on(Topics.IDENTITY_GROUPS);
    private final KafkaProbe schemas = KafkaProbe.on(Topics.IDENTITY_SCHEMAS);
    private final KafkaProbe memberships = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS);
    private final KafkaProbe grants = KafkaProbe.on(Topics.ACCESS_GRANTS);
    private final Map<String, String> groupNames = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private int epoch = 1;

    /** An active employee; edit the document before it is published. */
    static ObjectNode employee(String userName, String department, @Nullable String manager) {
        var user = JsonNodeFactory.instance.objectNode();
        user.put("id", Uuid7.next());
        user.put("userName", userName);
        user.put("displayName", userName.toUpperCase(Locale.ROOT));
        user.put("userType", "Employee");
        user.put("active", true);
        user.putArray("emails")
                .addObject()
                .put("value", userName + "@kartapuce.example")
                .put("primary", true);
        var enterprise = user.putObject(ENTERPRISE);
        enterprise.put("department", department);
        if (manager != null) {
            enterprise.putObject("manager").put("value", manager);
        }
        user.putObject(EMPLOYMENT).put("status", "active").put("hireDate", "2020-01-01");
        return user;
    }

    String joins(ObjectNode user) {
        publish(EventTypes.USER_CREATED, user, List.of());
        return user.get("id").asText();
    }

    void changes(ObjectNode user, Change... changes) {
        publish(EventTypes.USER_UPDATED, user, List.of(changes));
    }

    void disabled(ObjectNode user) {
        publish(EventTypes.USER_DISABLED, user, List.of());
    }

    void deleted(ObjectNode user) {
        publish(EventTypes.USER_DELETED, user, List.of());
    }

    /** Two changes of one person that a service reads in one batch. */
    void changesTogether(ObjectNode first, Change firstChange, ObjectNode second, Change secondChange) {
        var id = first.get("id").asText();
        users.sendTogether(
                id,
                List.of(
                        event(EventTypes.USER_UPDATED, id, first, List.of(firstChange)),
                        event(EventTypes.USER_UPDATED, id, second, List.of(secondChange))));
    }

    /** From now on as a gateway tells whose store was restored: in a higher epoch, with lower versions. */
    void restored(int to) {
        epoch = to;
        versions.clear();
    }

    /** Somebody as he is, once more. */
    void toldAgain(ObjectNode user) {
        publish(EventTypes.USER_UPDATED, user, List.of());
    }

    /** The same of a group. */
    void groupAgain(String id) {
        groups.send(id, event(EventTypes.GROUP_UPDATED, id, groupDocument(id), List.of()));
    }

    /** A schema or resource type as the gateway tells it. */
    void schema(String key, ObjectNode document) {
        schemas.send(key, event(EventTypes.SCHEMA_CHANGED, key, document, List.of()));
    }

    /** As the gateway tells that it is no more. */
    void schemaRemoved(String key, ObjectNode last) {
        schemas.send(key, event(EventTypes.SCHEMA_REMOVED, key, last, List.of()));
    }

    /** A new group. @return its id */
    String group(String displayName) {
        var id = Uuid7.next();
        groupNames.put(id, displayName);
        groups.send(id, event(EventTypes.GROUP_CREATED, id, groupDocument(id), List.of()));
        return id;
    }

    private ObjectNode groupDocument(String id) {
        var group = JsonNodeFactory.instance.objectNode();
        group.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
        return group.put("id", id).put("displayName", groupNames.get(id));
    }

    /** As the gateway writes it: the name is there when the group has one. */
    void enters(String group, String member) {
        membership(EventTypes.MEMBERSHIP_ADDED, group, member);
    }

    void exits(String group, String member) {
        membership(EventTypes.MEMBERSHIP_REMOVED, group, member);
    }

    private void membership(String type, String group, String member) {
        var key = group + ":" + member;
        var membership = JsonNodeFactory.instance
                .objectNode()
                .put("group", group)
                .put("groupDisplayName", groupNames.get(group))
                .put("member", member)
                .put("memberType", "User");
        memberships.send(key, event(type, member, key, membership, List.of()));
    }

    private void publish(String type, ObjectNode user, List<Change> changes) {
        var id = user.get("id").asText();
        users.send(id, event(type, id, user, changes));
    }

    private Event event(String type, String id, ObjectNode resource, List<Change> changes) {
        return event(type, id, id, resource, changes);
    }

    private Event event(String type, String subject, String key, ObjectNode resource, List<Change> changes) {
        long version = versions.merge(key, 1L, Long::sum);
        var now = businessNow();
        var data = new EventData(
                Actor.client("hr"),
                Cause.PERSON,
                Reason.of("HR said so"),
                epoch,
                version,
                now,
                Clock.systemUTC().instant(),
                changes,
                resource.deepCopy(),
                null);
        return new Event(
                Uuid7.next(), "scim-gateway", type, subject, now, Uuid7.next(), null, null, Lane.INTERACTIVE, data);
    }

    static Instant businessNow() {
        return Instant.parse(given().auth()
                .oauth2(Tokens.with("policy:write"))
                .get("/clock")
                .then()
                .extract()
                .path("businessNow"));
    }

    static void clockForward(String by) {
        given().auth()
                .oauth2(Tokens.with("policy:write"))
                .contentType(ContentType.JSON)
                .body("{\"forward\":\"" + by + "\"}")
                .post("/clock")
                .then()
                .statusCode(200);
    }

    static ValidatableResponse apply(boolean allowRemovals, String yaml) {
        return given().auth()
                .oauth2(Tokens.client("admin", "policy:write"))
                .contentType(ContentType.JSON)
                .body(directory(allowRemovals, yaml))
                .put("/policies")
                .then();
    }

    static Map<String, Object> directory(boolean allowRemovals, String yaml) {
        return Map.of("files", List.of(Map.of("name", "all.yaml", "content", yaml)), "allowRemovals", allowRemovals);
    }

    static ValidatableResponse access(String id) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .get("/identities/" + id + "/access")
                .then();
    }

    static ValidatableResponse explain(String id, String application) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .queryParam("application", application)
                .get("/identities/" + id + "/explain")
                .then()
                .statusCode(200);
    }

    static void status(String id, String application, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> access(id)
                        .body("items.find { it.application == '" + application + "' }.status", equalTo(status)));
    }

    static ObjectNode resource(Event event) {
        return Objects.requireNonNull(event.data().resource());
    }

    /** Waits for the latest event of this type about somebody's access. */
    Event grant(String type, String identity, String application) {
        var key = identity + ":" + application;
        grants.await(
                type + " of " + key,
                rec -> rec.key().equals(key)
                        && new String(rec.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                                .equals(type));
        List<Event> events = grants.events(key);
        return events.stream()
                .filter(e -> e.type().equals(type))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The types of all events about somebody's access, in their order. */
    List<String> grants(String identity, String application) {
        return grants.events(identity + ":" + application).stream()
                .map(Event::type)
                .toList();
    }

    @Override
    public void close() {
        users.close();
        groups.close();
        schemas.close();
        memberships.close();
        grants.close();
    }
}
