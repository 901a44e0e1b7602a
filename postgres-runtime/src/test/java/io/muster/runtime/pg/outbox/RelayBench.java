package io.muster.runtime.pg.outbox;

import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Servers, writers and relay processes of the fault test. */
final class RelayBench implements AutoCloseable {
    private static final int KEYS = 60;

    private final Duration lease;
    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final List<Process> relays = new ArrayList<>();
    private @org.jspecify.annotations.Nullable PostgresServer postgres;
    private @org.jspecify.annotations.Nullable KafkaBroker kafka;

    RelayBench(Duration lease) {
        this.lease = lease;
    }

    void start() throws IOException, SQLException {
        var directory = Files.createTempDirectory("muster-relay-");
        var programs =
                Path.of(System.getProperty("java.io.tmpdir"), "muster-postgresql-" + System.getProperty("user.name"));
        postgres = PostgresServer.start(
                new PostgresServer.Settings(directory.resolve("postgresql"), programs, Ports.free(), "relay-test"));
        kafka = KafkaBroker.start(new KafkaBroker.Settings(directory.resolve("kafka"), Ports.free(), Ports.free()));
        KafkaBroker.createMissingTopics(
                kafka().bootstrapServers(),
                Topics.all().stream()
                        .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1))
                        .toList());
        try (var connection = connect();
                var statement = connection.createStatement();
                var script = Objects.requireNonNull(getClass().getResourceAsStream("/db/runtime/V0_1__runtime.sql"))) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            statement.execute("create table counter (key text primary key, version bigint not null default 0)");
            statement.execute("insert into counter (key) select 'key-' || n from generate_series(1, " + KEYS + ") n");
        }
    }

    /** Writers that each lock one key, count its version up and append it; every seventh transaction is undone. */
    CompletableFuture<Void> write(int count, int events, long seed) {
        return CompletableFuture.allOf(IntStream.range(0, count)
                .mapToObj(writer ->
                        CompletableFuture.runAsync(() -> write(events / count, new Random(seed + writer)), writers))
                .toArray(CompletableFuture[]::new));
    }

    private void write(int events, Random random) {
        try (var connection = connect();
                var raise = connection.prepareStatement(
                        "update counter set version = version + 1 where key = ? returning version");
                var append = connection.prepareStatement("insert into outbox (topic, key, value) values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            int written = 0;
            while (written < events) {
                boolean undo = random.nextInt(7) == 0;
                var key = "key-" + (1 + random.nextInt(KEYS));
                int inOne = 1 + random.nextInt(3);
                for (int i = 0; i < inOne; i++) {
                    raise.setString(1, key);
                    try (var raised = raise.executeQuery()) {
                        raised.next();
                        append.setString(1, Topics.IDENTITY_USERS);
                        append.setString(2, key);
                        append.setBytes(3, Long.toString(raised.getLong(1)).getBytes(StandardCharsets.UTF_8));
                        append.executeUpdate();
                    }
                }
                if (undo) {
                    connection.rollback();
                } else {
                    connection.commit();
                    written += inOne;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a relay; with a point and a fault it dies or stops there. */
    Process relay(String... fault) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RelayProcess.class.getName(),
                postgres().uri("postgres"),
                postgres().settings().password(),
                kafka().bootstrapServers(),
                lease.toString()));
        command.addAll(List.of(fault));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("muster-relay-", ".log").toFile())
                .start();
        relays.add(process);
        return process;
    }

    /** Whether the process is stopped by a signal. */
    boolean isStopped(Process relay) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(relay.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void goOn(Process relay) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-CONT", Long.toString(relay.pid())).start().waitFor();
    }

    /** Whether the lease is that relay's. */
    boolean isActive(Process relay) throws SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery("select owner from relay_lease")) {
            return rows.next() && rows.getString(1).startsWith(relay.pid() + "/");
        }
    }

    long waiting() throws SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The version of each key that was ever raised. */
    Map<String, Long> versions() throws SQLException {
        var versions = new HashMap<String, Long>();
        try (var connection = connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select key, version from counter where version > 0")) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return versions;
    }

    /** What a subscriber reads, by key in the order of the topic. */
    Map<String, List<ConsumerRecord<String, byte[]>>> read(String topic) {
        Map<String, Object> configs =
                Map.of("bootstrap.servers", kafka().bootstrapServers(), "isolation.level", "read_committed");
        var byKey = new HashMap<String, List<ConsumerRecord<String, byte[]>>>();
        try (var consumer = new KafkaConsumer<>(configs, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    byKey.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one);
                }
            }
        }
        return byKey;
    }

    @Override
    public void close() {
        relays.forEach(Process::destroyForcibly);
        writers.shutdownNow();
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private Connection connect() throws SQLException {
        return postgres().connect("postgres");
    }

    private PostgresServer postgres() {
        return Objects.requireNonNull(postgres, "started");
    }

    private KafkaBroker kafka() {
        return Objects.requireNonNull(kafka, "started");
    }
}
