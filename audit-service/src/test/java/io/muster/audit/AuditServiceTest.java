package io.muster.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.log.Checkpoint;
import io.muster.log.ConsistencyProof;
import io.muster.log.DumpArchive;
import io.muster.log.DumpReport;
import io.muster.log.DumpVerifier;
import io.muster.log.Finding;
import io.muster.log.Hash;
import io.muster.log.InclusionProof;
import io.muster.log.NoteVerifier;
import io.muster.log.SignedNote;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events go in by Kafka; what is asked of them, and the proofs, come out by HTTP. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class AuditServiceTest {
    private static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");

    @Inject
    MongoClient mongo;

    @Inject
    AuditConfig config;

    @TempDir
    Path directory;

    @Test
    void an_event_is_listed_with_what_it_says_and_only_once() {
        var alice = id();
        var created = userCreated(alice);
        publish(Topics.IDENTITY_USERS, alice, created);
        publish(Topics.IDENTITY_USERS, alice, created);
        var marker = userCreated(alice);
        publish(Topics.IDENTITY_USERS, alice, marker);
        awaitListed(marker);
        var items = events("subject", alice, "type", created.type());
        assertThat(items.getList("items.id")).containsExactly(created.id(), marker.id());
        assertThat(items.getString("items[0].actor.id")).isEqualTo("hr");
        assertThat(items.getString("items[0].cause")).isEqualTo("person");
        assertThat(items.getString("items[0].reason.text")).isEqualTo("because " + created.type());
        assertThat(items.getString("items[0].changes[0].after")).isEqualTo("Engineer");
        assertThat(items.getString("items[0].time")).isEqualTo("2026-11-20T08:00:00Z");
        assertThat(events("actor", "hr", "subject", alice, "from", "2026-11-20T08:00:01Z")
                        .getList("items"))
                .isEmpty();
        assertThat(events("actor", "hr", "subject", alice, "to", "2026-11-20T08:00:01Z")
                        .getList("items"))
                .hasSize(2);
    }

    @Test
    void pages_follow_each_other() {
        var bob = id();
        var all = List.of(userCreated(bob), userCreated(bob), userCreated(bob));
        all.forEach(event -> publish(Topics.IDENTITY_USERS, bob, event));
        awaitListed(all.getLast());
        var first = events("subject", bob, "type", all.getFirst().type(), "limit", "2");
        assertThat(first.getList("items.id"))
                .containsExactly(all.get(0).id(), all.get(1).id());
        var second =
                events("subject", bob, "type", all.getFirst().type(), "limit", "2", "cursor", first.getString("next"));
        assertThat(second.getList("items.id")).containsExactly(all.get(2).id());
        assertThat(second.getString("next")).isNull();
    }

    @Test
    void reading_is_itself_in_the_log_and_needs_the_scope() {
        var carol = id();
        events("subject", carol);
        await().untilAsserted(() -> auditor()
                .queryParam("subject", carol)
                .queryParam("type", "io.muster.audit.read")
                .get("/audit/events")
                .then()
                .statusCode(200)
                .body("items.details.path", hasItem("/audit/events")));
        given().get("/audit/events").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.with("scim:read"))
                .get("/audit/events")
                .then()
                .statusCode(403);
        auditor().queryParam("from", "yesterday").get("/audit/events").then().statusCode(400);
        auditor().queryParam("cursor", "nonsense").get("/audit/events").then().statusCode(400);
        given().auth()
                .oauth2(Tokens.with("audit:read"))
                .queryParam("content", "plaintext")
                .get("/audit/exports")
                .then()
                .statusCode(403);
    }

    @Test
    void an_unreadable_record_becomes_an_entry_and_others_go_on() {
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            probe.send(new ProducerRecord<>(Topics.ADMIN_EVENTS, "key", "no event".getBytes(StandardCharsets.UTF_8)));
        }
        var dave = id();
        var created = userCreated(dave);
        publish(Topics.IDENTITY_USERS, dave, created);
        awaitListed(created);
        await().untilAsserted(() -> assertThat(
                        events("type", "io.muster.audit.record.unreadable").getList("items.id"))
                .anyMatch(any -> any.toString().startsWith(Topics.ADMIN_EVENTS + "/")));
    }

    @Test
    void access_is_answered_as_it_was_at_an_instant_and_as_it_was_known() {
        var eve = id();
        var created = Happenings.userCreated(eve, "eve");
        var granted = Happenings.granted(eve, created, T0.plusSeconds(1), "granted", "active");
        var account = Happenings.account(eve, granted, T0.plusSeconds(2), "created");
        var revoked = Happenings.granted(eve, created, T0.plusSeconds(3600), "revoked", "absent");
        var deleted = Happenings.account(eve, revoked, T0.plusSeconds(3601), "deleted");
        publish(Topics.IDENTITY_USERS, eve, created);
        publish(Topics.ACCESS_EVENTS, eve, Happenings.approved(eve));
        publish(Topics.ACCESS_GRANTS, eve + ":code-host", granted);
        publish(Topics.PROVISIONING_EVENTS, eve, account);
        publish(Topics.ACCESS_GRANTS, eve + ":code-host", revoked);
        publish(Topics.PROVISIONING_EVENTS, eve, deleted);
        awaitListed(deleted);
        awaitListed(revoked);

        access(eve, T0.plusSeconds(1800))
                .then()
                .statusCode(200)
                .body("items.size()", is(1))
                .body("items[0].userName", is("eve"))
                .body("items[0].application", is("code-host"))
                .body("items[0].decided.status", is("active"))
                .body("items[0].decided.entitlements", is(List.of("developer")))
                .body("items[0].decided.approvedBy", is(List.of("boss")))
                .body("items[0].observed.status", is("active"))
                .body("items[0].observed.targetId", is("t-1"));
        access(eve, T0.plusSeconds(7200)).then().body("items", empty());
        access(eve, T0).then().body("items", empty());
        auditor()
                .queryParam("identity", eve)
                .queryParam("at", T0.plusSeconds(1800).toString())
                .queryParam("knownAt", T0.toString())
                .get("/audit/access")
                .then()
                .body("items", empty());

        var changes = auditor()
                .queryParam("from", T0.plusSeconds(3000).toString())
                .queryParam("to", T0.plusSeconds(4000).toString())
                .get("/audit/changes")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(changes.getList("items.change")).containsExactly("revoked");
        assertThat(changes.getString("items[0].effectAt")).isNotNull();
        assertThat(changes.getInt("totals.policy")).isEqualTo(1);
        assertThat(changes.getInt("totals.person")).isZero();

        var chain = auditor()
                .queryParam("event", account.id())
                .get("/audit/subjects/" + eve + "/chain")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(chain.getList("events.id")).containsExactly(created.id(), granted.id(), account.id());
        assertThat(chain.getList("edges"))
                .containsExactly(List.of(created.id(), granted.id()), List.of(granted.id(), account.id()));
        auditor()
                .queryParam("event", account.id())
                .get("/audit/subjects/nobody/chain")
                .then()
                .statusCode(404);
    }

    @Test
    void proofs_verify_with_the_key_and_the_log_only_grows() {
        var frank = id();
        var created = userCreated(frank);
        publish(Topics.IDENTITY_USERS, frank, created);
        awaitListed(created);
        var key = key();
        var before = checkpoint(key);
        var proof = auditor()
                .queryParam("event", created.id())
                .get("/audit/proofs/inclusion")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var signed = Checkpoint.open(SignedNote.parse(proof.getString("checkpoint")), key);
        var inclusion = new InclusionProof(proof.getLong("index"), proof.getLong("treeSize"), hashes(proof));
        assertThat(inclusion
                        .check(Hash.fromBase64(proof.getString("leafHash")), signed.root())
                        .holds())
                .isTrue();
        assertThat(signed.size()).isGreaterThan(before.size());

        var grown = auditor()
                .queryParam("from", before.size())
                .queryParam("to", signed.size())
                .get("/audit/proofs/consistency")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(new ConsistencyProof(before.size(), signed.size(), hashes(grown))
                        .check(before.root(), signed.root())
                        .holds())
                .isTrue();
        auditor()
                .queryParam("event", "unknown")
                .get("/audit/proofs/inclusion")
                .then()
                .statusCode(404);
        auditor().queryParam("from", 0).get("/audit/proofs/consistency").then().statusCode(400);

        long width = signed.size() % 256;
        byte[] tile = given().get("/log/tile/0/" + "000.p/" + width)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(tile).hasSize((int) width * 32);
        given().get("/log/tile/0/999").then().statusCode(404);
        given().get("/log/tile/0/x").then().statusCode(404);
    }

    @Test
    void a_dump_verifies_offline_and_a_byte_changed_in_the_store_names_the_entry() throws IOException {
        var grace = id();
        var created = userCreated(grace);
        publish(Topics.IDENTITY_USERS, grace, created);
        awaitListed(created);
        var sound = dump("sound");
        assertThat(sound.lines()).first().isEqualTo("VERIFIED " + config.origin());
        assertThat(sound.opened()).isEqualTo(sound.payloads()).isPositive();

        var batches = mongo.getDatabase(config.database()).getCollection("batches");
        var batch = Objects.requireNonNull(
                batches.find(Filters.eq("eventIds", created.id())).first());
        int at = batch.getList("eventIds", String.class).indexOf(created.id());
        byte[] leaf = batch.getList("entries", Binary.class).get(at).getData().clone();
        leaf[20] ^= 1;
        var changed = new ArrayList<>(batch.getList("entries", Binary.class));
        var original = List.copyOf(changed);
        changed.set(at, new Binary(leaf));
        batches.updateOne(Filters.eq("_id", batch.get("_id")), Updates.set("entries", changed));
        try {
            var entry = new Finding.BrokenEntry(
                    config.origin(), batch.getLong("_id") + at, "its bytes are not the ones that were signed");
            assertThat(dump("damaged").findings()).contains(entry);
        } finally {
            batches.updateOne(Filters.eq("_id", batch.get("_id")), Updates.set("entries", original));
        }

        var payloads = mongo.getDatabase(config.database()).getCollection("payloads");
        var payload = Objects.requireNonNull(
                payloads.find(Filters.eq("subject", grace)).first());
        payloads.deleteOne(Filters.eq("_id", payload.get("_id")));
        assertThat(dump("without").findings()).isNotEmpty().allMatch(f -> f instanceof Finding.BrokenEntry);
        payloads.insertOne(new Document(payload));
    }

    @Test
    void erasing_a_person_leaves_every_proof_and_nothing_to_read() throws IOException {
        var heidi = id();
        var created = Happenings.userCreated(heidi, "heidi");
        publish(Topics.IDENTITY_USERS, heidi, created);
        awaitListed(created);
        given().auth()
                .oauth2(Tokens.with("audit:read"))
                .contentType("application/json")
                .body("{\"subject\":\"" + heidi + "\"}")
                .post("/erasures")
                .then()
                .statusCode(403);
        auditor()
                .contentType("application/json")
                .body("{\"subject\":\"" + heidi + "\"}")
                .post("/erasures")
                .then()
                .statusCode(200)
                .body("payloads", not(is(0)));
        var later = userCreated(heidi);
        publish(Topics.IDENTITY_USERS, heidi, later);
        awaitListed(later);
        var items = events("subject", heidi, "type", created.type());
        assertThat(items.getList("items.id")).containsExactly(created.id(), later.id());
        assertThat(items.getList("items.reason")).containsOnlyNulls();
        var report = dump("erased");
        assertThat(report.findings()).isEmpty();
        assertThat(report.erased()).isPositive();
    }

    @Test
    void the_clock_moves_what_now_means() {
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .contentType("application/json")
                .body("{\"forward\":\"PT1H\"}")
                .post("/clock")
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .get("/clock")
                .then()
                .statusCode(200)
                .body("movable", is(true));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static Event userCreated(String id) {
        return Happenings.userCreated(id, "user-" + id);
    }

    private static void publish(String topic, String key, Event event) {
        try (var probe = KafkaProbe.on(topic)) {
            probe.send(key, event);
        }
    }

    private static RequestSpecification auditor() {
        return given().auth().oauth2(Tokens.client("auditor", "audit:read", "audit:export"));
    }

    private static void awaitListed(Event event) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(events("subject", event.subject(), "order", "desc")
                                .getList("items.id"))
                        .contains(event.id()));
    }

    private static JsonPath events(String... query) {
        var request = auditor();
        for (int i = 0; i < query.length; i += 2) {
            request.queryParam(query[i], query[i + 1]);
        }
        return request.get("/audit/events").then().statusCode(200).extract().jsonPath();
    }

    private static Response access(String identity, Instant at) {
        return auditor()
                .queryParam("identity", identity)
                .queryParam("at", at.toString())
                .get("/audit/access");
    }

    private static NoteVerifier key() {
        return NoteVerifier.parse(given().get("/log/key")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .strip());
    }

    private static Checkpoint checkpoint(NoteVerifier key) {
        return Checkpoint.open(
                SignedNote.parse(given().get("/log/checkpoint")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()),
                key);
    }

    private static List<Hash> hashes(JsonPath proof) {
        return proof.getList("path", String.class).stream()
                .map(Hash::fromBase64)
                .toList();
    }

    private DumpReport dump(String name) throws IOException {
        byte[] zip = auditor()
                .queryParam("content", "plaintext")
                .get("/audit/exports")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        DumpArchive.unpack(new ByteArrayInputStream(zip), directory.resolve(name));
        return DumpVerifier.verify(directory.resolve(name), key());
    }
}
