package io.muster.workflows;

import static io.muster.workflows.Company.ENTERPRISE;
import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.employee;
import static io.muster.workflows.Company.status;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mistake in a rule takes away no more than the limit; a person lets the rest pass, or puts the rule right. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class RevocationLimitsTest {
    private static final String LIMITED = SamplePolicies.ALL.replaceFirst("timeZone: UTC", """
            timeZone: UTC
              limits: {revocations: {count: 2, window: PT1H}}""");
    private static final String MISTAKEN =
            LIMITED.replace("department eq \"Engineering\"", "department eq \"Enginering\"");

    private final PostgresControl postgres = PostgresControl.postgres();
    /** Only the people of this test are in the rules. */
    private final String title = "limited " + System.nanoTime();

    private Company company;
    private final List<ObjectNode> engineers = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        company = new Company();
        // What other tests left behind must neither count nor be held.
        Company.apply(true, titled(SamplePolicies.ALL)).statusCode(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                postgres.query(
                                        "select key from due where kind = 'identity' and due_at <= business_now() + interval '1 minute'"))
                        .isEmpty());
        postgres.execute("delete from revocation");
        for (int number = 0; number < 4; number++) {
            var engineer = employee("limited" + number, "Engineering", null).put("title", title);
            company.joins(engineer);
            engineers.add(engineer);
        }
        Company.apply(true, titled(LIMITED)).statusCode(200);
        for (var engineer : engineers) {
            company.grant(EventTypes.GRANT_GRANTED, id(engineer), "code-host");
        }
    }

    @AfterEach
    void close() {
        release().statusCode(200);
        company.close();
        postgres.close();
    }

    @Test
    void a_mistaken_rule_is_planned_with_the_limit_it_would_trip_and_takes_no_more_than_the_limit_until_released() {
        plan(titled(MISTAKEN))
                .body("limitsTripped", hasSize(1))
                .body("limitsTripped[0].limit", equalTo("revocations"))
                .body("limitsTripped[0].count", equalTo(4))
                .body("limitsTripped[0].allowed", equalTo(2));
        Company.apply(true, titled(MISTAKEN)).statusCode(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> revocations().body("allowed", is(2)).body("held", hasSize(2)));
        var held = new HashSet<String>(revocations().extract().<List<String>>path("held.identity"));
        for (var engineer : engineers) {
            status(id(engineer), "code-host", held.contains(id(engineer)) ? "active" : "absent");
        }
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .post("/revocations/release")
                .then()
                .statusCode(403);

        // A leaver is never held.
        var leaver =
                engineers.stream().filter(e -> held.contains(id(e))).findFirst().orElseThrow();
        leaver.put("active", false);
        company.disabled(leaver);
        company.grant(EventTypes.GRANT_SUSPENDED, id(leaver), "code-host");
        var waiting =
                held.stream().filter(id -> !id.equals(id(leaver))).findFirst().orElseThrow();
        await().atMost(PATIENCE).untilAsserted(() -> revocations().body("held.identity", equalTo(List.of(waiting))));
        status(waiting, "code-host", "active");

        release().statusCode(200).body("released", is(1));
        company.grant(EventTypes.GRANT_REVOKED, waiting, "code-host");
        revocations().body("held", hasSize(0)).body("trippedAt", nullValue());
        try (var events = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            var released = events.awaitEvent(
                    "the release",
                    e -> e.type().equals(EventTypes.SWITCH_SET)
                            && Objects.requireNonNull(e.data().details())
                                            .path("released")
                                            .asInt()
                                    == 1);
            assertThat(Contract.violations(events)).isEmpty();
            assertThat(released.data().actor().id()).isEqualTo("admin");
        }
    }

    @Test
    void what_is_held_stays_when_the_rule_is_put_right_and_nobody_loses_anything_by_the_release() {
        Company.apply(true, titled(MISTAKEN)).statusCode(200);
        await().atMost(PATIENCE).untilAsserted(() -> revocations().body("held", hasSize(2)));
        var held = revocations().extract().<List<String>>path("held.identity");
        Company.apply(true, titled(LIMITED)).statusCode(200);
        await().atMost(PATIENCE).untilAsserted(() -> revocations().body("held", hasSize(0)));
        release().statusCode(200).body("released", is(0));
        for (var engineer : engineers) {
            status(id(engineer), "code-host", "active");
        }
        for (var identity : held) {
            assertThat(company.grants(identity, "code-host")).containsExactly(EventTypes.GRANT_GRANTED);
        }
    }

    /** A move by HR counts as a mistaken rule does, and what is gained by it is never held. */
    @Test
    void movers_over_the_limit_gain_at_once_and_keep_the_old_access_until_released() {
        engineers.forEach(engineer -> {
            ((ObjectNode) engineer.get(ENTERPRISE)).put("department", "Sales");
            company.changes(engineer);
        });
        engineers.forEach(engineer -> company.grant(EventTypes.GRANT_GRANTED, id(engineer), "crm"));
        await().atMost(PATIENCE).untilAsserted(() -> revocations().body("held", hasSize(2)));
        release().statusCode(200).body("released", is(2));
        engineers.forEach(engineer -> company.grant(EventTypes.GRANT_REVOKED, id(engineer), "code-host"));
    }

    private String titled(String policies) {
        return policies.replace("department eq", "title eq \"" + title + "\" and department eq");
    }

    private static String id(ObjectNode user) {
        return user.get("id").asText();
    }

    private static ValidatableResponse plan(String policies) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .contentType(ContentType.JSON)
                .body(Company.directory(true, policies))
                .post("/policies/plan")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse revocations() {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .get("/revocations")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse release() {
        return given().auth()
                .oauth2(Tokens.client("admin", "policy:write"))
                .post("/revocations/release")
                .then();
    }
}
