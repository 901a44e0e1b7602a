package io.muster.gateway.bulk;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.function.Function;

/**
 * What one look at an import came to: written in the transaction that ends the claim, so that no step is half done.
 *
 * @param write what is written
 * @param pause how long until the next step, zero for at once
 */
record Step(Function<SqlConnection, Uni<Void>> write, Duration pause) {
    /** A step that the next one follows at once. */
    static Step of(Function<SqlConnection, Uni<Void>> write) {
        return new Step(write, Duration.ZERO);
    }
}
