package io.muster.workflows;

import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.access;
import static io.muster.workflows.Company.employee;
import static io.muster.workflows.Company.resource;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people ask for. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class RequestsTest {
    private Company company;

    @BeforeEach
    void open() {
        company = new Company();
        Company.apply(true, SamplePolicies.ALL).statusCode(200);
    }

    @AfterEach
    void close() {
        company.close();
    }

    @Test
    void
            a_request_is_approved_by_the_manager_gives_access_expires_and_a_broken_separation_of_duties_is_refused_by_name() {
        var chief = company.joins(employee("chief", "Finance", null));
        var petra = company.joins(employee("petra", "Finance", chief));
        var other = company.joins(employee("other", "Finance", chief));
        await().atMost(PATIENCE).untilAsserted(() -> access(petra).statusCode(200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> ask(other, other, "payments-approver").statusCode(201));
        ask(other, petra, "payments-approver").statusCode(403);
        String request = ask(petra, petra, "payments-approver")
                .statusCode(201)
                .body("status", equalTo("pending"))
                .body("stages[0].approvers", contains(chief))
                .extract()
                .path("id");
        ask(petra, petra, "payments-approver").statusCode(409).body("type", endsWith("already-requested"));
        ask(petra, petra, "payments-creator").statusCode(409).body("rule", equalTo("pay-and-approve"));
        decide(petra, request, "approve").statusCode(403);
        decide(other, request, "approve").statusCode(403);
        given().auth()
                .oauth2(Tokens.person(chief, "access:approve"))
                .get("/approvals?approver=me")
                .then()
                .body("items.id", hasItem(request));
        decide(chief, request, "approve").statusCode(200).body("status", equalTo("approved"));
        var granted = company.grant(EventTypes.GRANT_GRANTED, petra, "erp");
        assertThat(granted.data().actor().id()).isEqualTo(chief);
        assertThat(resource(granted).path("reasons").get(0).path("request").asText())
                .isEqualTo(request);
        assertThat(resource(granted).has("validTo")).isTrue();
        decide(chief, request, "deny").statusCode(409);
        Company.clockForward("P30D");
        assertThat(company.grant(EventTypes.GRANT_REVOKED, petra, "erp")
                        .data()
                        .cause()
                        .name())
                .isEqualTo("TIMER");
        given().auth()
                .oauth2(Tokens.person(petra, "access:request"))
                .get("/requests/" + request)
                .then()
                .body("status", equalTo("expired"));
    }

    @Test
    void what_asking_and_deciding_answer_is_what_is_read_later() {
        var chief = company.joins(employee("chief2", "Finance", null));
        var paul = company.joins(employee("paul", "Finance", chief));
        await().atMost(PATIENCE)
                .untilAsserted(() -> ask(chief, chief, "unknown").statusCode(422));
        await().atMost(PATIENCE).untilAsserted(() -> ask(paul, paul, "unknown").statusCode(422));
        var asked = body(ask(paul, paul, "payments-approver").statusCode(201));
        var request = String.valueOf(asked.get("id"));
        assertThat(body(read(paul, request))).isEqualTo(asked);
        var approved = body(decide(chief, request, "approve").statusCode(200));
        assertThat(approved).containsKeys("validFrom", "validTo");
        assertThat(body(read(paul, request))).isEqualTo(approved);
    }

    @Test
    void a_request_that_separation_of_duties_refuses_leaves_an_event_that_says_who_asked_for_what_and_why_not()
            throws Exception {
        var chief = company.joins(employee("chief3", "Finance", null));
        var rita = company.joins(employee("rita", "Finance", chief));
        await().atMost(PATIENCE)
                .untilAsserted(() -> ask(rita, rita, "payments-approver").statusCode(201));
        ask(rita, rita, "payments-creator").statusCode(409).body("rule", equalTo("pay-and-approve"));
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            var refused = events.awaitEvent(EventTypes.SOD_VIOLATED, rita);
            assertThat(Contract.violations(events)).isEmpty();
            assertThat(refused.data().actor().id()).isEqualTo(rita);
            assertThat(refused.data().reason().text())
                    .contains("payments-creator", "pay-and-approve", "erp:payments-approver");
            assertThat(refused.data().details()).isEqualTo(new ObjectMapper().readTree("""
                            {"identity": "%s", "rule": "pay-and-approve", "duties": ["erp:payments-creator", "erp:payments-approver"],
                             "accessPackage": "payments-creator", "requestedBy": "%s", "justification": "month end"}""".formatted(rita, rita)));
        }
        given().auth()
                .oauth2(Tokens.person(rita, "access:request"))
                .get("/requests")
                .then()
                .body("items.accessPackage", contains("payments-approver"));
    }

    private static Map<String, Object> body(ValidatableResponse response) {
        return response.extract().jsonPath().getMap("");
    }

    private static ValidatableResponse read(String as, String request) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:request"))
                .get("/requests/" + request)
                .then()
                .statusCode(200);
    }

    @Test
    void nobody_decides_what_he_asked_for_himself() {
        var chief = company.joins(employee("boss", "Finance", null));
        var report = company.joins(employee("report", "Finance", chief));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        ask(chief, report, "payments-approver").statusCode(422).body("type", endsWith("no-approver")));
    }

    private static ValidatableResponse ask(String as, String person, String accessPackage) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:request"))
                .contentType(ContentType.JSON)
                .body(Map.of("for", person, "accessPackage", accessPackage, "justification", "month end"))
                .post("/requests")
                .then();
    }

    private static ValidatableResponse decide(String as, String request, String decision) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:approve"))
                .contentType(ContentType.JSON)
                .body(Map.of("decision", decision, "justification", "looked at it"))
                .post("/approvals/" + request)
                .then();
    }
}
