package io.muster.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.audit.AuditConfig;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.log.CompactRange;
import io.muster.log.Hash;
import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.intake.Position;
import io.muster.runtime.intake.Sink;
import io.muster.testing.MusterServers;
import io.muster.testing.NeedsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log promises while writers race, die and find the store changed under them. */
@NeedsServers
class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("muster.identity.users", 3);
    private static final MusterServers SERVERS = new MusterServers();
    private static MongoClient mongo = MongoClients.create("mongodb://127.0.0.1:1");

    @TempDir
    Path keys;

    private final String database = "ledger_" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        SERVERS.init(Map.of("postgresql", "false", "kafka", "false", "mongodb", "true"));
        var uri = SERVERS.start().get("quarkus.mongodb.connection-string");
        mongo.close();
        mongo = MongoClients.create(String.valueOf(uri));
    }

    @AfterAll
    static void stop() {
        mongo.close();
        SERVERS.stop();
    }

    @Test
    void writers_that_race_with_overlapping_events_leave_each_event_once_and_one_tree() throws Exception {
        var events = drafts(120);
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, 3).mapToObj(w -> ledger(store())).toList();
            var done = new ArrayList<Future<?>>();
            for (int w = 0; w < 3; w++) {
                var writer = writers.get(w);
                var mine = new ArrayList<>(events.subList(w * 20, w * 20 + 80)); // the next one has most of them too
                Collections.shuffle(mine, new Random(w));
                done.add(threads.submit(() -> {
                    start.await();
                    for (int at = 0; at < mine.size(); at += 10) {
                        writer.append(mine.subList(at, at + 10), Map.of());
                    }
                    return null;
                }));
            }
            start.countDown();
            for (var writer : done) {
                finished(writer);
            }
            var reader = ledger(store());
            long size = reader.read(Ledger.View::size);
            assertThat(ids(reader))
                    .containsExactlyInAnyOrderElementsOf(
                            events.stream().map(Draft::id).toList());
            assertThat(size).isEqualTo(120);
            var range = new CompactRange();
            reader.leaves(0, size).forEach(leaf -> range.append(Hash.leaf(leaf)));
            writers.forEach(w -> assertThat(w.<Hash>read(view -> view.nodes().rangeHash(0, size)))
                    .isEqualTo(range.root()));
        }
    }

    @Test
    void replicas_that_start_at_once_agree_on_one_key() throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var read = IntStream.range(0, 16)
                    .mapToObj(replica -> threads.submit(() -> {
                        start.await();
                        return HexFormat.of().formatHex(new KeyFiles(config()).wrappingKey());
                    }))
                    .toList();
            start.countDown();
            var seen = new TreeSet<String>();
            for (var one : read) {
                seen.add(one.get());
            }
            assertThat(seen).hasSize(1);
        }
        try (var files = Files.list(keys)) {
            assertThat(files).containsExactly(keys.resolve("wrapping.key"));
        }
    }

    private static void finished(Future<?> writer) throws InterruptedException {
        try {
            writer.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a writer failed", e.getCause());
        }
    }

    @Test
    void a_crash_between_payloads_and_batch_loses_nothing_and_doubles_nothing() {
        var events = drafts(5);
        var dying = ledger(new LedgerStore(mongo, config()) {
            @Override
            boolean insert(LogBatch batch) {
                throw new IllegalStateException("killed here");
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> dying.append(events, Map.of(PARTITION, 5L)));
        var store = store();
        assertThat(payloads(store)).hasSize(5);
        assertThat(store.lastBatch()).isEmpty();

        var next = ledger(store);
        next.append(events, Map.of(PARTITION, 5L));
        next.append(events, Map.of(PARTITION, 5L));
        assertThat(ids(next))
                .containsExactlyElementsOf(events.stream().map(Draft::id).toList());
        assertThat(payloads(store)).hasSize(5);
        assertThat(next.offsets()).containsEntry(PARTITION, 5L);
        var entries = next.leaves(0, 5).stream().map(LogEntry::parse).toList();
        assertThat(next.events(entries)).allMatch(Optional::isPresent);
    }

    @Test
    void a_long_log_is_the_same_after_a_restart_also_without_its_tiles() {
        var ledger = ledger(store());
        var events = drafts(2600);
        ledger.append(events, Map.of(PARTITION, 2600L));
        assertThat(store().lastBatch().orElseThrow().sizeBefore()).isEqualTo(2000);
        var root = ledger.read(view -> view.nodes().rangeHash(0, 2600));
        assertThat(ledger(store()).<Hash>read(view -> view.nodes().rangeHash(0, 2600)))
                .isEqualTo(root);
        store().collection("tiles").deleteMany(new Document());
        assertThat(ledger(store()).<Hash>read(view -> view.nodes().rangeHash(0, 2600)))
                .isEqualTo(root);
        assertThat(store().collection("tiles").countDocuments()).isEqualTo(10);
    }

    @Test
    void a_log_cut_back_under_a_checkpoint_is_not_signed_again_and_its_writer_stops() {
        var ledger = ledger(store());
        ledger.append(drafts(3), Map.of(PARTITION, 3L));
        var second = drafts(2);
        ledger.append(second, Map.of(PARTITION, 5L));
        var checkpoints = checkpoints(ledger);
        assertThat(checkpoints.sign().text()).contains("\n5\n");
        store().collection("batches").deleteOne(Filters.eq("_id", 3L));

        assertThatExceptionOfType(Sink.Hole.class).isThrownBy(ledger::failIfCutBack);
        var restarted = checkpoints(ledger(store()));
        assertThatIllegalStateException().isThrownBy(restarted::sign).withMessageContaining("3 entries");
        assertThat(restarted.refusal()).isPresent();
    }

    @Test
    void an_entry_changed_in_the_store_is_not_signed_again() {
        var ledger = ledger(store());
        ledger.append(drafts(3), Map.of());
        checkpoints(ledger).sign();
        var other = drafts(3).stream()
                .map(d -> d.header(NOW, null).leaf())
                .map(Binary::new)
                .toList();
        store().collection("batches")
                .updateOne(Filters.eq("_id", 0L), new Document("$set", new Document("entries", other)));
        assertThatIllegalStateException()
                .isThrownBy(() -> checkpoints(ledger(store())).sign())
                .withMessageContaining("not the ones that were signed");
    }

    @Test
    void a_header_that_does_not_fit_is_refused_so_that_it_is_parked() {
        var event = event("x".repeat(5000));
        var draft = new Draft.OfEvent(event, "key", Optional.empty());
        assertThatExceptionOfType(Ledger.TooLong.class)
                .isThrownBy(() -> ledger(store()).append(List.of(draft), Map.of()));
    }

    private LedgerStore store() {
        return new LedgerStore(mongo, config());
    }

    private Ledger ledger(LedgerStore store) {
        return new Ledger(store, new KeyFiles(config()), InstantSource.fixed(NOW), FaultPoints.none());
    }

    private Checkpoints checkpoints(Ledger ledger) {
        return new Checkpoints(ledger, store(), new KeyFiles(config()), config(), new SimpleMeterRegistry());
    }

    private static List<String> ids(Ledger ledger) {
        return ledger.leaves(0, ledger.read(Ledger.View::size)).stream()
                .map(leaf -> LogEntry.parse(leaf).id())
                .toList();
    }

    private static List<Document> payloads(LedgerStore store) {
        return store.collection("payloads").find().into(new ArrayList<>());
    }

    private static List<Draft> drafts(int count) {
        return IntStream.range(0, count)
                .<Draft>mapToObj(i -> new Draft.OfEvent(
                        event("person-" + i % 7),
                        "key",
                        Optional.of(new Position(PARTITION.topic(), PARTITION.partition(), i, NOW))))
                .toList();
    }

    private static Event event(String subject) {
        var data = new EventData(
                Actor.client("hr"), Cause.PERSON, Reason.of("hired"), 1, 1, NOW, NOW, List.of(), null, null);
        var id = Uuid7.next();
        return new Event(
                id, "scim-gateway", "io.muster.identity.user.created", subject, NOW, id, null, null, Lane.BULK, data);
    }

    private AuditConfig config() {
        return new AuditConfig() {
            @Override
            public String database() {
                return database;
            }

            @Override
            public String origin() {
                return "muster.test/audit";
            }

            @Override
            public Path wrappingKeyFile() {
                return keys.resolve("wrapping.key");
            }

            @Override
            public Path signingKeyFile() {
                return keys.resolve("signing.key");
            }

            @Override
            public boolean generateKeys() {
                return true;
            }

            @Override
            public Duration checkpointInterval() {
                return Duration.ofSeconds(1);
            }
        };
    }
}
