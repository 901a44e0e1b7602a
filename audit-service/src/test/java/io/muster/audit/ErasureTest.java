package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.events;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Somebody is forgotten when nothing of his is left anywhere, and not before. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class ErasureTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void an_erasure_waits_until_no_access_is_decided_and_no_account_is_left_and_then_happens_by_itself() {
        var ivy = id();
        var created = Happenings.userCreated(ivy, "ivy");
        var granted = Happenings.granted(ivy, created, NOON, "granted", "active");
        publish(Topics.IDENTITY_USERS, ivy, created);
        grant(ivy, granted);
        var account = Happenings.account(ivy, granted, NOON, "created");
        provisioning(ivy, account);
        erase(ivy).statusCode(202).body("status", equalTo("waiting")).body("payloads", nullValue());
        waiting(ivy, "waitsFor", contains("code-host"));

        // Access is taken away and the account is disabled: it is there all the same.
        grant(ivy, Happenings.granted(ivy, created, NOON.plusSeconds(60), "revoked", "absent"));
        provisioning(ivy, Happenings.account(ivy, granted, NOON.plusSeconds(61), "disabled"));
        waiting(ivy, "waitsFor", contains("code-host"));
        assertThat(reasons(ivy, created)).isEqualTo("because " + created.type());

        provisioning(ivy, Happenings.account(ivy, granted, NOON.plusSeconds(62), "deleted"));
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            waiting(ivy, "", nullValue());
            assertThat(reasons(ivy, created)).isNull();
        });
        var erased = events("subject", ivy, "type", "io.muster.audit.erased");
        assertThat(erased.getList("items.actor.id")).containsExactly("auditor");
        erase(ivy).statusCode(200).body("status", equalTo("erased"));
    }

    @Test
    void only_who_may_export_asks_for_it_and_a_person_has_to_be_named() {
        given().auth().oauth2(Tokens.with("audit:read")).get("/erasures").then().statusCode(403);
        auditor()
                .contentType("application/json")
                .body("{}")
                .post("/erasures")
                .then()
                .statusCode(400);
    }

    private static void grant(String id, Event event) {
        publish(Topics.ACCESS_GRANTS, id + ":code-host", event);
        awaitListed(event);
    }

    private static void provisioning(String id, Event event) {
        publish(Topics.PROVISIONING_EVENTS, id, event);
        awaitListed(event);
    }

    private static ValidatableResponse erase(String subject) {
        return auditor()
                .contentType("application/json")
                .body("{\"subject\":\"" + subject + "\"}")
                .post("/erasures")
                .then();
    }

    private static void waiting(String subject, String field, Matcher<?> matcher) {
        auditor()
                .get("/erasures")
                .then()
                .statusCode(200)
                .body("items.find { it.subject == '" + subject + "' }" + (field.isEmpty() ? "" : "." + field), matcher);
    }

    private static @Nullable String reasons(String subject, Event event) {
        return events("subject", subject).getString("items.find { it.id == '" + event.id() + "' }?.reason?.text");
    }
}
