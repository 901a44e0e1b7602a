package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.events;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.muster.events.Topics;
import io.muster.log.Checkpoint;
import io.muster.log.NoteVerifier;
import io.muster.log.SignedNote;
import io.muster.log.TilePath;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That somebody asked stands in the open log, and with it about whom: so nothing can be asked about that is not an id. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class SubjectsTest {
    @Test
    void what_somebody_typed_is_refused_wherever_it_would_be_a_subject_and_nothing_of_it_is_in_the_open_log() {
        for (var typed : List.of(
                "Trudy Tester",
                "trudy@example.org",
                "trudy",
                "outbound-dispatcher/target/trudy",
                "audit-service/trudy",
                "urn:trudy",
                "01970000-0000-7000-8000-0000000trudy",
                "trudy".repeat(500))) {
            refused(auditor().queryParam("subject", typed).get("/audit/events").then());
            refused(auditor().queryParam("identity", typed).get("/audit/access").then());
            if (!typed.contains("/")) {
                refused(auditor()
                        .pathParam("id", typed)
                        .get("/audit/subjects/{id}/chain")
                        .then());
            }
            refused(auditor()
                    .contentType("application/json")
                    .body("{\"subject\":\"" + typed + "\"}")
                    .post("/erasures")
                    .then());
        }
        auditor().contentType("application/json").post("/erasures").then().statusCode(400);
        var marker = id();
        events("subject", marker);
        assertThat(openLog()).contains(marker).doesNotContainIgnoringCase("trudy");
    }

    @Test
    void ids_and_what_the_log_has_events_of_can_be_asked_about() {
        assertThat(events("subject", id()).getList("items")).isEmpty();
        assertThat(events("subject", "audit-service/audit/events").getList("items"))
                .isNotNull();
        var quarantined = Happenings.quarantined("host-" + id());
        publish(Topics.PROVISIONING_EVENTS, quarantined.subject(), quarantined);
        awaitListed(quarantined);
        assertThat(events("subject", quarantined.subject(), "type", quarantined.type())
                        .getList("items.id"))
                .containsExactly(quarantined.id());
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(400).body("type", is("urn:muster:problem:invalid-subject"));
    }

    /** What anybody can read, without a token. */
    private static String openLog() {
        var key = NoteVerifier.parse(open("/log/key").strip());
        var size =
                Checkpoint.open(SignedNote.parse(open("/log/checkpoint")), key).size();
        var text = new StringBuilder();
        TilePath.of(TilePath.ENTRIES, size).forEach(path -> text.append(open("/log/" + path)));
        return text.toString();
    }

    private static String open(String path) {
        return new String(given().get(path).then().statusCode(200).extract().asByteArray(), StandardCharsets.UTF_8);
    }
}
