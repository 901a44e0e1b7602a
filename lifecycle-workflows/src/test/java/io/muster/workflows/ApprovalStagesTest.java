package io.muster.workflows;

import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.access;
import static io.muster.workflows.Company.employee;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who decides a request: stage after stage, and the fallback where nobody else can. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class ApprovalStagesTest {
    private static final String PACKAGES = """
            ---
            kind: Application
            metadata: {name: vault}
            spec: {entitlements: [{name: reader}, {name: keeper}]}
            ---
            kind: AccessPackage
            metadata: {name: vault-reader}
            spec:
              grants: [{application: vault, entitlements: [reader]}, {application: vault, entitlements: [keeper]}]
              approval:
                stages:
                  - {approvers: [manager], deadline: P2D, fallback: {group: ADMINS}}
                  - {approvers: [{group: ADMINS}], deadline: P3D}
            ---
            kind: AccessPackage
            metadata: {name: vault-keeper}
            spec:
              grants: [{application: vault, entitlements: [keeper]}]
              approval: {stages: [{approvers: [manager], fallback: {group: nobody-is-in-it}}]}
            """;

    private PostgresControl postgres;
    private Company company;
    private String admins;
    private String owner;
    private String chief;
    private String asker;

    @BeforeEach
    void open() {
        postgres = PostgresControl.postgres();
        company = new Company();
        // A group of its own for each test: people of the others must not be asked.
        admins = "admins-" + System.nanoTime();
        Company.apply(true, SamplePolicies.ALL + PACKAGES.replace("ADMINS", admins))
                .statusCode(200);
        var group = company.group(admins);
        owner = company.joins(employee("owner", "Support", null));
        chief = company.joins(employee("chief", "Support", null));
        asker = company.joins(employee("asker", "Support", chief));
        company.enters(group, owner);
        company.enters(group, asker);
        var gone = employee("gone", "Support", null).put("active", false);
        company.enters(group, company.joins(gone));
        await().atMost(PATIENCE).untilAsserted(() -> {
            ask(owner, "unknown").statusCode(422);
            ask(chief, "unknown").statusCode(422);
            ask(asker, "unknown").statusCode(422);
            assertThat(postgres.query(
                            "select m.key from membership m join identity_group g on g.key = m.group_id where g.key = ?",
                            group))
                    .hasSize(3);
        });
    }

    @AfterEach
    void close() {
        company.close();
        postgres.close();
    }

    @Test
    void each_stage_is_decided_by_its_own_people_one_after_the_other_and_the_last_gives_the_access() {
        var request = request(asker, "vault-reader");
        read(asker, request).body("stages[0].approvers", contains(chief)).body("stages[1].approvers", contains(owner));
        waiting(chief).body("items.id", hasItem(request));
        waiting(owner).body("items.id", not(hasItem(request)));
        decide(owner, request, "approve").statusCode(403);

        decide(chief, request, "approve")
                .statusCode(200)
                .body("status", equalTo("pending"))
                .body("stages[0].decision", equalTo("approve"))
                .body("stages[0].by", equalTo(chief));
        access(asker).body("items.size()", is(0));
        waiting(chief).body("items.id", not(hasItem(request)));
        waiting(owner).body("items.id", hasItem(request));
        decide(chief, request, "approve").statusCode(403);
        decide(asker, request, "approve").statusCode(403);

        decide(owner, request, "approve").statusCode(200).body("status", equalTo("approved"));
        var granted = company.grant(EventTypes.GRANT_GRANTED, asker, "vault");
        assertThat(granted.data().actor().id()).isEqualTo(owner);
        access(asker).body("items[0].entitlements", contains("keeper", "reader"));
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            var approved = events.awaitEvent(EventTypes.REQUEST_APPROVED, asker);
            var stages = Objects.requireNonNull(approved.data().details()).path("stages");
            assertThat(stages.findValuesAsText("by")).containsExactly(chief, owner);
        }
    }

    @Test
    void a_denial_in_a_later_stage_ends_the_request_and_nothing_is_given() {
        var request = request(asker, "vault-reader");
        decide(chief, request, "approve").statusCode(200);
        decide(owner, request, "deny")
                .statusCode(200)
                .body("status", equalTo("denied"))
                .body("reason", equalTo("Denied: looked at it"));
        decide(owner, request, "approve").statusCode(409);
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            events.awaitEvent(EventTypes.REQUEST_DENIED, asker);
        }
        access(asker).body("items.size()", is(0));
    }

    @Test
    void each_stage_has_its_own_time_and_a_request_that_nobody_decides_expires() {
        var request = request(asker, "vault-reader");
        Company.clockForward("P1D");
        decide(chief, request, "approve").statusCode(200);
        // Two days after the question, one after the second stage began.
        Company.clockForward("P2D");
        read(asker, request).body("status", equalTo("pending"));
        Company.clockForward("P1DT1M");
        await().atMost(PATIENCE)
                .untilAsserted(() -> read(asker, request)
                        .body("status", equalTo("expired"))
                        .body("reason", equalTo("Nobody decided in time")));
        decide(owner, request, "approve").statusCode(409);
        access(asker).body("items.size()", is(0));
    }

    @Test
    void who_has_no_manager_is_decided_on_by_the_fallback_never_by_himself_and_where_nobody_is_left_it_is_refused() {
        var request = request(chief, "vault-reader");
        read(chief, request).body("stages[0].approvers", containsInAnyOrder(owner, asker));
        decide(owner, request, "approve").statusCode(200);
        decide(owner, request, "approve").statusCode(200).body("status", equalTo("approved"));
        company.grant(EventTypes.GRANT_GRANTED, chief, "vault");

        var own = request(owner, "vault-reader");
        read(owner, own).body("stages[0].approvers", contains(asker));
        decide(owner, own, "approve").statusCode(403);

        ask(owner, "vault-keeper").statusCode(422).body("type", containsString("no-approver"));
        given().auth()
                .oauth2(Tokens.person(owner, "access:request"))
                .get("/requests")
                .then()
                .body("items.id", contains(own));
    }

    private String request(String person, String accessPackage) {
        return ask(person, accessPackage).statusCode(201).extract().path("id");
    }

    private static ValidatableResponse ask(String person, String accessPackage) {
        return given().auth()
                .oauth2(Tokens.person(person, "access:request"))
                .contentType(ContentType.JSON)
                .body(Map.of("for", person, "accessPackage", accessPackage, "justification", "month end"))
                .post("/requests")
                .then();
    }

    private static ValidatableResponse read(String as, String request) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:request"))
                .get("/requests/" + request)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse waiting(String approver) {
        return given().auth()
                .oauth2(Tokens.person(approver, "access:approve"))
                .get("/approvals?approver=me")
                .then()
                .statusCode(200);
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
