package io.muster.runtime.pg.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while PostgreSQL answers within three seconds, whatever way it has of not answering. */
@Readiness
@Singleton
class DatabaseReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Pool pool;

    @Inject
    DatabaseReadiness(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select 1")
                .execute()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(answered -> response(true))
                .onFailure()
                .recoverWithItem(e -> response(false));
    }

    private static HealthCheckResponse response(boolean up) {
        return HealthCheckResponse.named("postgresql").status(up).build();
    }
}
