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

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
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

    @Inject
    MongoClient mongo;

    @Inject
    AuditConfig config;

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
    void two_replicas_that_saw_that_somebody_is_free_say_it_once() {
        var joe = hasAccess("joe");
        erase(joe).statusCode(202);
        var row = Objects.requireNonNull(rows().find(Filters.eq("_id", joe)).first());
        losesAccess(joe);
        awaitErased(joe);

        rows().insertOne(row); // what the other replica had read before
        awaitErased(joe);
        var marker = Happenings.userCreated(joe, "joe");
        publish(Topics.IDENTITY_USERS, joe, marker);
        awaitListed(marker);
        assertThat(events("subject", joe, "type", "io.muster.audit.erased").getList("items"))
                .hasSize(1);
    }

    @Test
    void a_key_that_another_replica_destroyed_opens_nothing_here_either() {
        var ada = hasAccess("ada");
        losesAccess(ada);
        assertThat(erasedReasons(ada)).isFalse();

        mongo.getDatabase(config.database() + "_keys")
                .getCollection("subject_keys")
                .updateOne(Filters.eq("_id", ada), Updates.unset("wrapped"));

        assertThat(erasedReasons(ada)).isTrue();
        var later = Happenings.userCreated(ada, "ada");
        publish(Topics.IDENTITY_USERS, ada, later);
        awaitListed(later);
        assertThat(erasedReasons(ada)).isTrue();
        erase(ada).statusCode(200).body("status", equalTo("erased")); // the log tells why nothing of hers is left
    }

    private static boolean erasedReasons(String subject) {
        return events("subject", subject).getList("items.reason").stream().allMatch(Objects::isNull);
    }

    @Test
    void one_who_cannot_be_erased_does_not_hold_up_those_after_him() {
        var broken = id();
        rows().insertOne(new Document("_id", broken)
                .append("kind", "NOBODY")
                .append("by", "auditor")
                .append("correlation", broken)
                .append("since", Date.from(NOON)));
        try {
            var kim = hasAccess("kim");
            erase(kim).statusCode(202);
            losesAccess(kim);
            awaitErased(kim);
            waiting(broken, "subject", equalTo(broken));
        } finally {
            rows().deleteOne(Filters.eq("_id", broken));
        }
    }

    @Test
    void who_waits_is_listed_in_pages_the_longest_first_and_asking_again_does_not_put_him_behind() {
        var asked = List.of(hasAccess("lea"), hasAccess("max"), hasAccess("ned"));
        asked.forEach(subject -> erase(subject).statusCode(202));
        erase(asked.getFirst()).statusCode(202);
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var page = auditor()
                    .queryParam("limit", 1)
                    .queryParam("cursor", cursor)
                    .get("/erasures")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getList("items")).hasSize(1);
            assertThat(page.getList("items[0].waitsFor")).containsExactly("code-host");
            seen.add(page.getString("items[0].subject"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates().containsSubsequence(asked);
        auditor().queryParam("cursor", "nonsense").get("/erasures").then().statusCode(400);
        rows().deleteMany(Filters.in("_id", asked));
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

    private static String hasAccess(String name) {
        var id = id();
        var created = Happenings.userCreated(id, name);
        publish(Topics.IDENTITY_USERS, id, created);
        grant(id, Happenings.granted(id, created, NOON, "granted", "active"));
        return id;
    }

    private static void losesAccess(String id) {
        grant(id, Happenings.granted(id, Happenings.userCreated(id, id), NOON.plusSeconds(60), "revoked", "absent"));
    }

    private void awaitErased(String id) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(rows().find(Filters.eq("_id", id))).isEmpty());
        assertThat(auditor().get("/erasures").then().extract().jsonPath().getList("items.subject"))
                .doesNotContain(id);
    }

    private MongoCollection<Document> rows() {
        return mongo.getDatabase(config.database()).getCollection("erasures");
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
