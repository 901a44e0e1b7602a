package io.muster.runtime.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process that was halted in the middle of a transaction (a frozen machine, SIGSTOP) keeps its connection, but not its locks. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class HaltedTransactionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Test
    void a_transaction_with_which_nobody_goes_on_gives_its_locks_back_to_the_replicas() {
        var halted = pool.getConnection().await().atMost(PATIENCE);
        halted.begin().await().atMost(PATIENCE);
        halted.query("select * from store for update").execute().await().atMost(PATIENCE);
        var replica = pool.query("update store set epoch = epoch").execute();
        assertThat(replica.await().atMost(PATIENCE).rowCount()).isOne();
    }
}
