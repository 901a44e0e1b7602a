package io.muster.runtime.pg.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * Which store this is.
 *
 * @param id new for each store that is made
 * @param epoch raised when the store is restored from a backup
 */
record StoreIdentity(String id, int epoch) {
    static Uni<StoreIdentity> read(Pool pool) {
        return pool.query("select id::text, epoch from store").execute().map(rows -> {
            var row = rows.iterator().next();
            return new StoreIdentity(row.getString(0), row.getInteger(1));
        });
    }
}
