package io.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.testing.PostgresControl;
import java.sql.SQLException;
import java.time.Duration;

/** The epoch of the service's store, which a restore raises and nothing but a test ever lowers. */
public final class StoreEpoch {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PostgresControl POSTGRES = PostgresControl.postgres();

    private StoreEpoch() {}

    /** As after a restore. */
    public static void raise() throws SQLException {
        POSTGRES.execute("update store set epoch = 7");
    }

    /**
     * As it was. A relay whose term began meanwhile notes what it sends under the raised epoch, and the next one would not take
     * these rows for sent: so another term begins here, when nothing is left to send.
     */
    public static void lower() throws SQLException {
        POSTGRES.execute("update store set epoch = 1");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(POSTGRES.query("select 1 from outbox limit 1"))
                        .isEmpty());
        var before = terms();
        POSTGRES.execute("update relay_lease set until = clock_timestamp() - interval '1 second'");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(terms()).isNotEqualTo(before));
    }

    /** Which term each lease is in, to be compared. */
    private static String terms() throws SQLException {
        return POSTGRES.query("select name, epoch from relay_lease order by name")
                .toString();
    }
}
