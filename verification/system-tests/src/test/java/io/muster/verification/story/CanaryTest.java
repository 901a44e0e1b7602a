package io.muster.verification.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.ScimPatch;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import io.muster.stack.organization.ScimUsers;
import io.muster.stack.torture.Rig;
import io.muster.verification.OwnStack;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What must not be told goes every way into a whole system, well and badly formed, and is looked for afterwards wherever any of its services keeps or says something. */
@ExtendWith(OwnStack.class)
class CanaryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUIET = "urn:kartapuce:params:scim:schemas:extension:quiet:1.0:User";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String password = "canary" + UUID.randomUUID();
    private final String note = "canary" + UUID.randomUUID();
    /** The title that everybody gets in the end. */
    private final String last = "last" + UUID.randomUUID();

    @Test
    void a_password_and_what_events_only_say_to_have_changed_are_nowhere_else(Rig rig) throws Exception {
        var stack = rig.stack();
        var traces = new Traces(stack);
        var gateway = stack.service("scim-gateway").url();
        var audit = stack.service("audit-service").url();
        var answers = new ArrayList<JsonNode>();
        var audited = new ArrayList<JsonNode>();
        try (var http = new Http()) {
            http.send("POST", gateway + "/admin/schemas", stack.credentials().admin(), quiet())
                    .expect(200);
            var people =
                    everyWay(http, gateway + "/scim/v2", stack.credentials().scim(), answers);
            for (var id : people) {
                var events = audit + "/audit/events?subject=" + id;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        http.pages(events, stack.credentials().auditor()))
                                .anyMatch(event -> event.toString().contains(EventTypes.ACCOUNT_CREATED))
                                .anyMatch(event -> event.toString().contains(last)));
                audited.addAll(http.pages(events, stack.credentials().auditor()));
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traces.tables(last))
                        .contains("gateway.resource", "workflows.identity", "dispatcher.person"));
        // What is told is found in each of them, and so would be what is not.
        assertThat(traces.topics(last)).contains("muster.identity.users");
        assertThat(traces.files("relays the outbox of")).contains("logs/scim-gateway.log");
        assertThat(traces.files(last)).isNotEmpty();

        assertThat(answers.toString()).contains(last).doesNotContain(password);
        assertThat(audited.toString()).contains(last).doesNotContain(password, note);
        assertThat(traces.tables(password)).isEmpty();
        assertThat(traces.topics(password)).isEmpty();
        assertThat(traces.files(password)).isEmpty();
        assertThat(traces.tables(note)).containsExactly("gateway.resource");
        assertThat(traces.topics(note)).isEmpty();
        assertThat(traces.files(note)).noneMatch(file -> file.startsWith("logs"));
    }

    /** An attribute of which events only say that it has changed. */
    private static JsonNode quiet() throws IOException {
        return Http.json("""
                {"documents":[
                 {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],
                  "id":"%1$s","name":"Quiet","description":"Quiet.",
                  "attributes":[{"name":"notes","type":"string","event":"changed"}]},
                 {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                  "id":"User","name":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User",
                  "schemaExtensions":[{"schema":"%1$s","required":false}]}]}""".formatted(QUIET));
    }

    /** The ids of those who have it all in the end; the last change of each is told when all before it are. */
    private List<String> everyWay(Http http, String scim, String token, List<JsonNode> answers)
            throws IOException, InterruptedException {
        var created = http.send("POST", scim + "/Users", token, person(1)).expect(201);
        var id = created.path("id").asText();
        var user = scim + "/Users/" + id;
        answers.add(created);
        answers.add(http.send("PUT", user, token, person(1)).expect(200));
        answers.add(http.send("PATCH", user, token, ScimPatch.replace("password", password + "-2"))
                .expect(200));
        answers.add(http.send("PATCH", user, token, ScimPatch.replace(QUIET + ":notes", note + "-2"))
                .expect(200));
        var bulk = http.send("POST", scim + "/Bulk", token, bulk(id)).expect(200);
        answers.add(bulk);
        answers.add(http.send("POST", scim + "/Users", token, person(1)).expect(409));
        var illFormed = person(2).put("active", "neither");
        illFormed.withObject("/name").put("givenName", 1).putArray("familyName").add(note);
        answers.add(http.send("POST", scim + "/Users", token, illFormed).expect(400));
        answers.add(http.send("PATCH", user, token, ScimPatch.replace("password.none", note))
                .body());
        answers.add(http.get(scim + "/Users?filter=" + Http.encoded("title eq \"" + last + "\""), token));
        answers.add(http.send(
                        "GET", scim + "/Users?filter=" + Http.encoded("password eq \"" + password + "\""), token, null)
                .expect(403));
        var other = bulk.at("/Operations/0/location").asText();
        var people = List.of(id, other.substring(other.lastIndexOf('/') + 1));
        for (var each : people) {
            answers.add(http.send("PATCH", scim + "/Users/" + each, token, ScimPatch.replace("title", last))
                    .expect(200));
        }
        return people;
    }

    private ObjectNode person(int index) {
        var settings = new Kartapuce.Settings(1, 20, LocalDate.of(2026, 1, 1), "canary");
        var employee = Kartapuce.employees(settings).stream()
                .filter(each -> each.status() == Employee.Status.ACTIVE)
                .toList()
                .get(index);
        var person = ScimUsers.user(employee, null).put("password", password);
        person.putObject(QUIET).put("notes", note);
        return person;
    }

    private JsonNode bulk(String id) {
        var bulk = JSON.createObjectNode();
        bulk.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:BulkRequest");
        var operations = bulk.putArray("Operations");
        operations
                .addObject()
                .put("method", "POST")
                .put("path", "/Users")
                .put("bulkId", "one")
                .set("data", person(3));
        operations
                .addObject()
                .put("method", "PATCH")
                .put("path", "/Users/" + id)
                .set("data", ScimPatch.replace("password", password + "-3"));
        operations.addObject().put("method", "PUT").put("path", "/Users/" + id).set("data", person(1));
        return bulk;
    }
}
