package io.muster.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.gateway.StoreEpoch;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store whose epoch was raised is told once more as a whole, by itself and once. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class RestoredStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Republications republications;

    @AfterEach
    void as_it_was() throws SQLException {
        StoreEpoch.lower();
        PostgresControl.postgres().execute("delete from republication where epoch > 1");
    }

    @Test
    void the_first_start_after_a_restore_tells_everything_and_the_next_ones_nothing() throws SQLException {
        atTheStart();
        var before = listed("items.id");

        PostgresControl.postgres().execute("""
                insert into republication (id, context, requested_by, requested_at, total_resources, total_memberships)
                values ('of-the-backup', '{}', 'somebody', now(), 0, 0)""");
        StoreEpoch.raise();
        atTheStart();
        atTheStart();

        await().atMost(PATIENCE).until(() -> !listed("items.state").contains("running"));
        assertThat(listed("items.id")).hasSize(before.size() + 2).contains("of-the-backup");
        assertThat(listed("items.findAll { it.requestedBy == 'scim-gateway' }.state"))
                .containsExactly("done");
        assertThat(listed("items.findAll { it.id == 'of-the-backup' }.state")).containsExactly("stopped");
    }

    @Test
    void a_store_that_was_never_restored_tells_nothing_by_itself() {
        var before = listed("items.id");
        atTheStart();
        assertThat(listed("items.id")).isEqualTo(before);
    }

    private void atTheStart() {
        republications.tellAfterRestore().await().atMost(PATIENCE);
    }

    private static List<String> listed(String path) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("admin", "scim:admin"))
                .get("/admin/republications?limit=1000")
                .then()
                .statusCode(200)
                .extract()
                .path(path);
    }
}
