package io.muster.gateway;

import static io.muster.gateway.Contractors.apply;
import static io.muster.gateway.Contractors.name;
import static io.muster.gateway.Contractors.remove;
import static io.muster.gateway.Contractors.schema;
import static io.muster.gateway.Contractors.urn;
import static io.muster.gateway.Contractors.userWith;
import static io.muster.gateway.Contractors.userWithout;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must not be told goes through every operation, well and badly formed, and is looked for afterwards wherever something is kept or said. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class AttributeCanaryTest {
    private final Traces traces = new Traces();

    @AfterEach
    void leave() {
        traces.close();
    }

    @Test
    void a_password_is_in_no_table_no_topic_no_log_line_and_no_answer() throws SQLException {
        var canary = "canary" + UUID.randomUUID();
        var answers = operations("\"password\":\"%s\"".formatted(canary), "password", canary);

        assertThat(answers)
                .extracting(answer -> answer.asString() + answer.headers())
                .noneMatch(answer -> answer.contains(canary));
        assertThat(traces.lines()).noneMatch(line -> line.contains(canary));
        assertThat(Traces.rowsWith(canary)).isZero();
        assertThat(Traces.recordsWith(canary)).isZero();
    }

    /** Its value is in the resource and in what readers of it see; of it nothing else knows more than that it changed. */
    @Test
    void what_events_only_say_to_have_changed_is_in_no_topic_no_log_line_and_no_other_table() throws SQLException {
        var urn = urn(name("quiet"));
        apply(schema(urn, "{\"name\":\"notes\",\"type\":\"string\",\"event\":\"changed\"}"), userWith(urn))
                .statusCode(200);
        var canary = "canary" + UUID.randomUUID();
        var answers = operations("\"%s\":{\"notes\":\"%s\"}".formatted(urn, canary), urn + ":notes", canary);

        assertThat(answers).extracting(Response::asString).anyMatch(answer -> answer.contains(canary));
        assertThat(traces.lines()).noneMatch(line -> line.contains(canary));
        assertThat(Traces.rowsWith(canary, List.of("resource"))).isZero();
        assertThat(Traces.recordsWith(canary)).isZero();
        apply(userWithout(urn)).statusCode(200);
        remove(urn).statusCode(200);
    }

    /** Each makes its change and leaves nothing behind; the last one is on the topic when this returns. */
    private List<Response> operations(String member, String path, String value) {
        var created = scim().body(Scim.userWith(unique("kim"), member)).post("/Users");
        String id = created.then().statusCode(201).extract().path("id");
        var user = "/Users/" + id;
        var userName = created.path("userName").toString();
        var replaced = patch("{\"op\":\"replace\",\"path\":\"%s\",\"value\":\"%s-2\"}".formatted(path, value));
        var bulk = """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                 {"method":"PUT","path":"%s","data":%s},{"method":"PATCH","path":"/Users/none","data":%s}]}""".formatted(user, Scim.userWith(userName, member), replaced);
        var answers = List.of(
                created,
                scim().body(replaced).patch(user),
                scim().body(Scim.userWith(userName, member)).put(user),
                scim().body(bulk).post("/Bulk"),
                scim().get(user),
                scim().queryParam("attributes", path).get(user),
                scim().queryParam("filter", "%s eq \"%s\"".formatted(path, value))
                        .get("/Users"),
                scim().body(Scim.userWith(userName, member)).post("/Users"),
                scim().body(Scim.userWith(unique("kim"), member + ",\"active\":\"" + value.length() + "\""))
                        .post("/Users"),
                scim().body(patch("{\"op\":\"add\",\"path\":\"%s.none\",\"value\":\"%s\"}".formatted(path, value)))
                        .patch(user),
                scim().body("{" + member + ",").post("/Users"),
                scim().delete(user));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent(EventTypes.USER_DELETED, id);
        }
        return answers;
    }
}
