package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.events;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static io.muster.audit.Auditor.userCreated;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
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
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who trusts nobody can check: proofs, dumps, and both after an erasure. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class EvidenceTest {
    @Inject
    MongoClient mongo;

    @Inject
    AuditConfig config;

    @TempDir
    Path directory;

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
    void a_dump_in_any_form_is_for_who_may_export_and_for_nobody_else() {
        for (var content : List.of("", "plaintext")) {
            for (var scopes : List.of("audit:read", "scim:admin")) {
                given().auth()
                        .oauth2(Tokens.with(scopes))
                        .queryParam("content", content)
                        .get("/audit/exports")
                        .then()
                        .statusCode(403);
            }
            given().queryParam("content", content).get("/audit/exports").then().statusCode(401);
            given().auth()
                    .oauth2(Tokens.with("audit:export"))
                    .queryParam("content", content)
                    .get("/audit/exports")
                    .then()
                    .statusCode(200);
        }
        given().auth()
                .oauth2(Tokens.with("audit:export"))
                .get("/audit/events")
                .then()
                .statusCode(403);
    }

    @Test
    void who_asks_for_a_proof_that_the_log_only_grew_is_in_the_log() {
        events("subject", id()); // so that there is an entry
        var asked = Tokens.client("auditor-" + id(), "audit:read");
        given().auth()
                .oauth2(asked)
                .queryParam("from", 1)
                .queryParam("to", 1)
                .get("/audit/proofs/consistency")
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(asked)
                .queryParam("from", 0)
                .get("/audit/proofs/consistency")
                .then()
                .statusCode(400);
        await().untilAsserted(() -> {
            var reads = auditor()
                    .queryParam("subject", "audit-service/audit/proofs/consistency")
                    .queryParam("order", "desc")
                    .get("/audit/events")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(reads.getList("items.details.query.from")).first().isEqualTo("1");
            assertThat(reads.getString("items[0].actor.id")).startsWith("auditor-");
        });
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
