package io.muster.runtime.pg.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class WorkLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DueStore due;

    @Inject
    Database database;

    @Inject
    WorkLoops loops;

    private final String kind = "kind-" + Uuid7.next();
    private final List<String> acted = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final AtomicInteger deaf = new AtomicInteger();
    private final PostgresControl postgres = PostgresControl.postgres();
    private final List<WorkLoop> started = new CopyOnWriteArrayList<>();

    @Inject
    io.muster.runtime.intake.Bootstrap bootstrap;

    @BeforeEach
    void bootstrapped() {
        await().atMost(PATIENCE).until(bootstrap::completed);
    }

    @AfterEach
    void stop() {
        started.forEach(loops::stop);
        postgres.close();
    }

    @Test
    void the_urgent_goes_first_then_the_oldest() throws SQLException {
        mark(new Mark(kind, "background", Priority.BACKGROUND), new Mark(kind, "bulk", Priority.BULK));
        mark(new Mark(kind, "interactive", Priority.INTERACTIVE));
        mark(new Mark(kind, "urgent", Priority.URGENT));
        loop(LoopSettings.of(kind).withConcurrency(1), claim -> Uni.createFrom().item(Next.done()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acted).containsExactly("urgent", "interactive", "bulk", "background"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).isEmpty());
    }

    @Test
    void what_is_marked_while_it_is_worked_on_is_done_again() throws SQLException {
        var gate = new CompletableFuture<Next>();
        loop(
                LoopSettings.of(kind),
                claim -> acted.size() == 1
                        ? Uni.createFrom().completionStage(gate)
                        : Uni.createFrom().item(Next.done()));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(acted).hasSize(1));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        gate.complete(Next.done());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(acted).containsExactly("alice", "alice");
            assertThat(rows()).isEmpty();
        });
    }

    @Test
    void a_failure_comes_back_after_a_back_off_and_keeps_its_reason() throws SQLException {
        var once = new CompletableFuture<Void>();
        loop(
                LoopSettings.of(kind).withBackoff(Duration.ofMillis(300), Duration.ofSeconds(1)),
                claim -> once.complete(null)
                        ? Uni.createFrom().failure(new IllegalStateException("target away"))
                        : claim.lastError().orElse("").contains("target away") && claim.attempts() == 1
                                ? Uni.createFrom().item(Next.done())
                                : Uni.createFrom().item(new Next.Failed("unexpected " + claim.attempts())));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(acted).containsExactly("alice", "alice");
            assertThat(rows()).isEmpty();
        });
    }

    @Test
    void what_failed_for_good_waits_for_a_new_mark() throws SQLException {
        loop(
                LoopSettings.of(kind),
                claim -> Uni.createFrom().item(acted.size() == 1 ? new Next.Failed("no such attribute") : Next.done()));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows())
                        .singleElement()
                        .satisfies(row -> assertThat(row)
                                .containsEntry("last_error", "no such attribute")
                                .containsEntry("never", true)));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(acted).hasSize(2);
            assertThat(rows()).isEmpty();
        });
    }

    @Test
    void a_date_is_waited_for_in_business_time() throws SQLException {
        loop(LoopSettings.of(kind), claim -> Uni.createFrom().item(Next.done()));
        mark(new Mark(kind, "later", Priority.URGENT).at(Instant.parse("2999-01-01T00:00:00Z")));
        mark(new Mark(kind, "now", Priority.BACKGROUND));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(acted).containsExactly("now"));
        assertThat(keys()).containsExactly("later");
    }

    @Test
    void a_worker_whose_lease_ran_out_records_nothing_and_says_so() throws SQLException {
        loseTheLease(gate -> gate.complete(new Next.Failed("must not be written")));
    }

    @Test
    void it_says_so_also_when_its_work_failed_by_then() throws SQLException {
        loseTheLease(gate -> gate.completeExceptionally(new IllegalStateException("no answer in time")));
    }

    @Test
    void it_says_so_until_it_is_heard() throws SQLException {
        deaf.set(4);
        loseTheLease(gate -> gate.complete(Next.done()));
        assertThat(deaf).hasValueLessThanOrEqualTo(0);
    }

    private void loseTheLease(Consumer<CompletableFuture<Next>> end) throws SQLException {
        var gate = new CompletableFuture<Next>();
        var takenOver = new CopyOnWriteArrayList<Boolean>();
        loop(LoopSettings.of(kind).withLease(Duration.ofMillis(400)), claim -> {
            takenOver.add(claim.takenOver());
            return takenOver.size() == 1
                    ? Uni.createFrom().completionStage(gate)
                    : Uni.createFrom().item(Next.done());
        });
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(takenOver).containsExactly(false, true));
        end.accept(gate);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lost).containsExactly("alice"));
        assertThat(rows()).isEmpty();
    }

    @Test
    void long_work_keeps_its_lease_and_is_told_when_it_has_lost_it() throws SQLException {
        var gate = new CompletableFuture<Next>();
        loop(
                LoopSettings.of(kind).withLease(Duration.ofMillis(400)),
                claim -> acted.size() == 1
                        ? claim.holding(() -> Uni.createFrom().completionStage(gate), () -> lost.add("told"))
                        : Uni.createFrom().item(Next.done()));
        mark(new Mark(kind, "alice", Priority.INTERACTIVE));
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> acted.size() <= 1 && lost.isEmpty());
        // As of a process that was halted for longer than its lease.
        postgres.execute("update due set lease_until = now() - interval '1 second' where kind = ?", kind);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(acted).containsExactly("alice", "alice");
            assertThat(lost).containsExactly("told");
        });
        gate.complete(Next.done());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lost).containsExactly("told", "alice"));
        assertThat(rows()).isEmpty();
    }

    @Test
    void below_the_lowest_priority_nothing_is_claimed() throws SQLException {
        mark(new Mark(kind, "import", Priority.BULK), new Mark(kind, "leaver", Priority.URGENT));
        loop(
                LoopSettings.of(kind).withLowest(() -> Priority.INTERACTIVE),
                claim -> Uni.createFrom().item(Next.done()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(acted).containsExactly("leaver"));
        await().during(Duration.ofMillis(600))
                .untilAsserted(() -> assertThat(keys()).containsExactly("import"));
    }

    private void mark(Mark... marks) {
        database.transaction(transaction -> due.mark(transaction, Arrays.asList(marks)))
                .invoke(due::wake)
                .await()
                .atMost(PATIENCE);
    }

    private void loop(LoopSettings settings, Function<Claim, Uni<Next>> work) {
        started.add(loops.start(settings, new Worker<String, Next>() {
            @Override
            public Uni<String> look(Claim claim) {
                return Uni.createFrom().item(claim.key());
            }

            @Override
            public Uni<Next> act(Claim claim, String seen) {
                acted.add(seen);
                return work.apply(claim);
            }

            @Override
            public Uni<Next> record(SqlConnection transaction, Claim claim, String seen, Next result) {
                return Uni.createFrom().item(result);
            }

            @Override
            public Uni<Void> lost(Claim claim, String seen) {
                if (deaf.getAndDecrement() > 0) {
                    return Uni.createFrom().failure(new IllegalStateException("the connection is broken"));
                }
                lost.add(seen);
                return Uni.createFrom().voidItem();
            }
        }));
    }

    @SuppressWarnings("NullAway") // asserted on as it is
    private List<Map<String, Object>> rows() throws SQLException {
        return List.copyOf(postgres.query(
                "select key, last_error, due_at = 'infinity' as never from due where kind = ? order by key", kind));
    }

    private List<Object> keys() {
        try {
            return rows().stream().map(row -> row.get("key")).toList();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
