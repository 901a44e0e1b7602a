package io.muster.workflows;

import static io.muster.workflows.Company.EMPLOYMENT;
import static io.muster.workflows.Company.ENTERPRISE;
import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.access;
import static io.muster.workflows.Company.employee;
import static io.muster.workflows.Company.explain;
import static io.muster.workflows.Company.resource;
import static io.muster.workflows.Company.status;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.events.Change;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joiner, mover and leaver: what comes and goes by itself. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class LifecycleTest {
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
    void a_mover_gains_at_once_and_loses_when_settled_and_a_leaver_is_disabled_at_once_and_gone_after_the_retention() {
        var alice = employee("alice", "Engineering", null);
        var id = company.joins(alice);
        var granted = company.grant(EventTypes.GRANT_GRANTED, id, "code-host");
        assertThat(resource(granted).path("status").asText()).isEqualTo("active");
        assertThat(resource(granted).path("entitlements").get(0).asText()).isEqualTo("developer");
        assertThat(granted.data().reason().text()).contains("department is Engineering");
        assertThat(granted.causationId()).isNotNull();
        access(id).body("items.find { it.application == 'code-host' }.reasons[0].policy", equalTo("code-host"));
        explain(id, "code-host").body("status", equalTo("active"));

        ((ObjectNode) alice.get(ENTERPRISE)).put("department", "Sales");
        company.changes(
                alice,
                new Change(ENTERPRISE + ":department", TextNode.valueOf("Engineering"), TextNode.valueOf("Sales")));
        var gained = company.grant(EventTypes.GRANT_GRANTED, id, "crm");
        var lost = company.grant(EventTypes.GRANT_REVOKED, id, "code-host");
        assertThat(Duration.between(gained.data().recordedAt(), lost.data().recordedAt()))
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(lost.data().version()).isEqualTo(2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(MailServer.subjectsTo("hr-desk@kartapuce.example"))
                        .contains("ALICE has moved"));

        alice.put("active", false);
        company.disabled(alice);
        assertThat(resource(company.grant(EventTypes.GRANT_SUSPENDED, id, "crm"))
                        .path("status")
                        .asText())
                .isEqualTo("disabled");
        Company.clockForward("P29D");
        status(id, "crm", "disabled");
        Company.clockForward("P2D");
        assertThat(company.grant(EventTypes.GRANT_REVOKED, id, "crm")
                        .data()
                        .cause()
                        .name())
                .isEqualTo("TIMER");
        status(id, "crm", "absent");
    }

    @Test
    void the_first_day_brings_access_and_three_days_before_mails_go_to_the_person_the_manager_and_the_team_once() {
        var boss = company.joins(employee("boss", "Engineering", null));
        company.joins(employee("mate", "Engineering", boss));
        var gone = employee("gone", "Engineering", boss);
        gone.put("active", false);
        company.joins(gone);
        var nina = employee("nina", "Engineering", boss);
        var firstDay =
                Company.businessNow().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(10);
        ((ObjectNode) nina.get(EMPLOYMENT)).put("hireDate", firstDay.toString());
        var id = company.joins(nina);
        Company.clockForward("P6D");
        access(id).body("items.size()", is(0));
        assertThat(MailServer.subjectsTo("nina@kartapuce.example")).isEmpty();
        Company.clockForward("P2D");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(MailServer.subjectsTo("nina@kartapuce.example")).containsExactly("Welcome, NINA");
            assertThat(MailServer.subjectsTo("boss@kartapuce.example")).containsExactly("NINA starts on " + firstDay);
            assertThat(MailServer.subjectsTo("mate@kartapuce.example")).containsExactly("A new colleague: NINA");
        });
        assertThat(MailServer.subjectsTo("gone@kartapuce.example")).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.with("policy:read"))
                        .queryParam("identity", id)
                        .get("/runs")
                        .then()
                        .statusCode(200)
                        .body("items.size()", is(1))
                        .body("items[0].state", equalTo("completed")));
        var sent = MailServer.messageIdsTo("nina@kartapuce.example");
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            var welcome = events.awaitEvent(EventTypes.RUN_TASK_COMPLETED, id);
            assertThat(Contract.violations(events)).isEmpty();
            assertThat(Objects.requireNonNull(welcome.data().details())
                            .path("messageId")
                            .asText())
                    .isEqualTo(sent.getFirst());
        }
        Company.clockForward("P2D");
        var granted = company.grant(EventTypes.GRANT_GRANTED, id, "code-host");
        assertThat(granted.data().cause().name()).isEqualTo("TIMER");
        assertThat(MailServer.subjectsTo("nina@kartapuce.example")).hasSize(1);
    }
}
