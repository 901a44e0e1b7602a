package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.attempts;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.muster.runtime.id.Uuid7;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attempts are kept for 90 days, and then they go. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class AttemptRetentionTest {
    private static final String TARGET = "of-nobody"; // no worker looks at it

    private final PostgresControl postgres = PostgresControl.postgres();

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void old_attempts_go_in_small_batches_and_younger_ones_stay() throws SQLException {
        String identity = Uuid7.next();
        int old = 2 * AttemptRetention.BATCH + 500;
        tried(identity, "old", "91 days", old);
        tried(identity, "younger", "89 days", 1);
        tried(identity, "new", "0 days", 1);
        // The first look was at the start; the next is an hour after it.
        soon(() -> assertThat(due("due_at > now() + interval '50 minutes'")).isOne());
        long before = claims();
        postgres.execute("update due set due_at = now() where kind = 'attempt-retention'");
        soon(() -> attempts(identity, TARGET).body("items.action", contains("new", "younger")));
        soon(() -> assertThat(due("due_at > now() + interval '50 minutes'")).isOne());
        assertThat(claims() - before).as("two full batches and the rest").isEqualTo(3);
    }

    @Test
    void old_attempts_are_found_by_an_index() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            // The table of the test is small; of a large one the planner has to have this choice.
            statement.execute("set enable_seqscan = off");
            statement.execute("set enable_bitmapscan = off");
            statement.execute("set enable_sort = off");
            try (var plan = statement.executeQuery("""
                    explain delete from attempt where id = any (array(
                        select id from attempt where at < now() - interval '90 days' order by at limit 1000))""")) {
                var lines = new StringBuilder();
                while (plan.next()) {
                    lines.append(plan.getString(1)).append('\n');
                }
                assertThat(lines.toString())
                        .contains("using attempt_at on attempt")
                        .contains("using attempt_pkey on attempt")
                        .doesNotContain("Sort", "Seq Scan");
            }
        }
    }

    private void tried(String identity, String action, String age, int times) throws SQLException {
        postgres.execute(
                "insert into attempt (identity, target, at, action, outcome) select ?, ?, now() - ?::interval, ?, 'applied'"
                        + " from generate_series(1, ?)",
                identity,
                TARGET,
                age,
                action,
                times);
    }

    private long due(String condition) throws SQLException {
        return number("select count(*) as n from due where kind = 'attempt-retention' and " + condition);
    }

    private long claims() throws SQLException {
        return number("select epoch as n from due where kind = 'attempt-retention'");
    }

    private long number(String sql) throws SQLException {
        return ((Number) Objects.requireNonNull(postgres.query(sql).getFirst().get("n"))).longValue();
    }
}
