package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.ServerControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An import waits for those who follow it; who calls for one person does not. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class PaceTest {
    private static final String GROUP = "lifecycle-workflows";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration IMPORTS_PATIENCE = Duration.parse("PT" + config("muster.gateway.bulk.patience"));
    private static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", config("kafka.bootstrap.servers")));

    @AfterEach
    void nobody_follows() throws Exception {
        ADMIN.deleteConsumerGroups(List.of(GROUP)).all().get();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(secondsBehind()).isZero());
    }

    @Test
    void an_import_waits_while_a_service_is_behind_and_a_single_call_does_not() throws Exception {
        var partition = aServiceIsBehind();
        var bulk = bulk();
        createUser(user(unique("leaver")));
        waits(bulk);
        commit(partition, Long.MAX_VALUE / 2);
        assertThat(bulk.get().status()).isEqualTo(200);
    }

    @Test
    void behind_a_service_that_is_away_it_goes_on_when_its_patience_ends() throws Exception {
        aServiceIsBehind();
        var answer = bulk().get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.took()).isGreaterThan(IMPORTS_PATIENCE);
    }

    @Test
    void it_waits_for_the_gateways_own_outbox() throws Exception {
        commit(new TopicPartition(Topics.IDENTITY_USERS, 0), Long.MAX_VALUE / 2);
        // What is old before Kafka goes is sent perhaps: its age says nothing of what waits then.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(metric("muster_outbox_depth", "")).isZero());
        CompletableFuture<Answer> bulk;
        try (var kafka = ServerControl.kafka()) {
            kafka.kill();
            createUser(user(unique("first")));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(metric("muster_outbox_age_seconds", "")).isGreaterThan(1));
            bulk = bulk();
            createUser(user(unique("leaver")));
            waits(bulk);
            kafka.start();
        }
        assertThat(bulk.get().status()).isEqualTo(200);
    }

    @Test
    void a_service_is_as_far_behind_while_kafka_is_away() throws Exception {
        aServiceIsBehind();
        try (var kafka = ServerControl.kafka()) {
            kafka.kill();
            await().during(Duration.ofSeconds(6)) // the look that begins then has given up by its end
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(secondsBehind()).isGreaterThan(2));
        }
    }

    @Test
    void a_service_that_has_read_all_but_the_markers_of_transactions_is_not_behind_until_something_follows()
            throws Exception {
        var id = createUser(user(unique("read")));
        var read = record(id);
        commit(partition(read), read.offset() + 1);
        await().during(Duration.ofMillis(2_500)) // two looks and more
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(secondsBehind()).isZero());
        scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Director\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(secondsBehind()).isGreaterThan(2));
    }

    /** What an import heard, and how long it took until then. */
    private record Answer(int status, String body, Duration took) {}

    /** It is not a matter of milliseconds: eleven operations would long be done. On a machine that stands still its patience may end before. */
    private static void waits(CompletableFuture<Answer> bulk) {
        bulk.thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), 1, TimeUnit.SECONDS)
                .join()
                .ifPresent(answer -> assertThat(answer.took()).as("%s", answer).isGreaterThan(IMPORTS_PATIENCE));
    }

    /** A service has not taken in a record that is older than two seconds. */
    private static TopicPartition aServiceIsBehind() throws Exception {
        var id = createUser(user(unique("behind")));
        var behind = record(id);
        commit(partition(behind), behind.offset());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(secondsBehind()).isGreaterThan(2));
        return partition(behind);
    }

    private static ConsumerRecord<String, byte[]> record(String id) {
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            return probe.await("the record", found -> id.equals(found.key()));
        }
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> of) {
        return new TopicPartition(of.topic(), of.partition());
    }

    private static void commit(TopicPartition partition, long offset) throws Exception {
        ADMIN.alterConsumerGroupOffsets(GROUP, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static CompletableFuture<Answer> bulk() {
        var operations = IntStream.range(0, 11)
                .mapToObj(i -> "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"u%d\",\"data\":%s}"
                        .formatted(i, user(unique("import"))))
                .collect(Collectors.joining(","));
        var body = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[%s]}"
                .formatted(operations);
        return CompletableFuture.supplyAsync(() -> {
            long sent = System.nanoTime();
            var answer = scim().body(body).post("/Bulk");
            return new Answer(answer.statusCode(), answer.asString(), Duration.ofNanos(System.nanoTime() - sent));
        });
    }

    private static double secondsBehind() {
        return metric("muster_intake_behind_seconds", "group=\"" + GROUP + "\"");
    }

    private static double metric(String name, String tag) {
        var lines = given().get("http://localhost:" + config("quarkus.management.test-port") + "/q/metrics")
                .asString();
        return lines.lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not told"));
    }

    private static String config(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
