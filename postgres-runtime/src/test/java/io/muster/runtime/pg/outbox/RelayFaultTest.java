package io.muster.runtime.pg.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Relays as processes that die and stop in the dangerous moments, under writers that never wait for them. The full
 * numbers: {@code -Dmuster.torture.writers=16 -Dmuster.torture.events=60000 -Dmuster.torture.kills=10
 * -Dmuster.torture.stops=20}.
 */
class RelayFaultTest {
    private static final int WRITERS = Integer.getInteger("muster.torture.writers", 4);
    private static final int EVENTS = Integer.getInteger("muster.torture.events", 3_000);
    private static final int KILLS = Integer.getInteger("muster.torture.kills", 4);
    private static final int STOPS = Integer.getInteger("muster.torture.stops", 1);
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime());
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> MOMENTS =
            List.of("relay.after-commit", "relay.before-commit", "relay.after-read", "relay.after-delete");

    private final RelayBench bench = new RelayBench(LEASE);
    private final Random random = new Random(SEED);

    @BeforeEach
    void start() throws SQLException, IOException {
        System.out.println("seed " + SEED);
        bench.start();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void relays_that_die_in_every_moment_lose_nothing_repeat_nothing_and_keep_the_order_of_each_key()
            throws InterruptedException, ExecutionException, SQLException, IOException {
        var writing = bench.write(WRITERS, EVENTS, random.nextLong());
        var relays = new ArrayList<Process>();
        int deaths = 0;
        while (deaths < KILLS) {
            while (relays.size() < 2) {
                relays.add(
                        bench.relay(MOMENTS.get(random.nextInt(MOMENTS.size())), "halt,at:" + (1 + random.nextInt(5))));
            }
            await().atMost(PATIENCE).until(() -> relays.stream().anyMatch(relay -> !relay.isAlive()));
            int before = relays.size();
            relays.removeIf(relay -> !relay.isAlive());
            deaths += before - relays.size();
        }
        for (Process relay : relays) {
            relay.destroyForcibly().waitFor(); // whatever it is at
        }
        bench.relay();
        bench.relay();
        writing.get();
        assertEachOnceAndInOrder();
    }

    @Test
    void a_relay_that_was_stopped_for_three_leases_sends_nothing_when_it_goes_on()
            throws InterruptedException, ExecutionException, SQLException, IOException {
        for (int i = 0; i < STOPS; i++) {
            var moment = i % 2 == 0 ? "relay.after-read" : "relay.before-commit";
            var stopped = bench.relay(moment, "stop,at:" + (2 + random.nextInt(3)));
            var writing = bench.write(WRITERS, EVENTS / STOPS, random.nextLong());
            await().atMost(PATIENCE).until(() -> bench.isStopped(stopped));
            var other = bench.relay();
            await().atMost(PATIENCE).until(() -> bench.isActive(other));
            await().pollDelay(LEASE.multipliedBy(3)).atMost(PATIENCE).until(other::isAlive);
            bench.goOn(stopped);
            writing.get();
            await().atMost(PATIENCE).until(() -> bench.waiting() == 0);
            stopped.destroyForcibly().waitFor();
            other.destroyForcibly().waitFor();
        }
        bench.relay();
        assertEachOnceAndInOrder();
    }

    /** Each key's records are its versions 1, 2, 3 … as the database has them: none lost, none twice, none inverted. */
    private void assertEachOnceAndInOrder() throws SQLException {
        await().atMost(PATIENCE).until(() -> bench.waiting() == 0);
        var expected = bench.versions();
        var sent = bench.read(Topics.IDENTITY_USERS);
        assertThat(sent.values().stream().mapToInt(List::size).sum()).isGreaterThanOrEqualTo(EVENTS);
        assertThat(sent.keySet()).isEqualTo(expected.keySet());
        sent.forEach((key, records) -> assertThat(records.stream().map(RelayFaultTest::version))
                .as("versions of " + key)
                .containsExactlyElementsOf(upTo(expected.getOrDefault(key, 0L))));
    }

    private static Long version(ConsumerRecord<String, byte[]> sent) {
        return Long.valueOf(new String(sent.value(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static List<Long> upTo(long last) {
        return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
    }
}
