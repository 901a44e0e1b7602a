package io.muster.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what is unaccounted since the gateway's store was restored. */
@ApplicationScoped
class Unaccounted {
    /**
     * One of them.
     *
     * @param type {@code User}, {@code Group} or {@code Membership}
     * @param epoch in which it was last told
     * @param since when that was taken in, real time
     * @param resource as it was told; only where one is asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record One(
            String type,
            String id,
            @Nullable String name,
            int epoch,
            long version,
            Instant since,
            @Nullable JsonNode resource) {}

    private final Database database;
    private final UnaccountedStore store;

    @Inject
    Unaccounted(Database database, UnaccountedStore store) {
        this.database = database;
        this.store = store;
    }

    Uni<Page<One>> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var after = Cursor.decode(cursor, 2);
        return database.transaction(tx -> after.isEmpty()
                        ? store.after(tx, "", "", size + 1)
                        : store.after(tx, after.get(0), after.get(1), size + 1))
                .map(rows -> Page.of(rows, size, last -> Cursor.encode(last.type(), last.id())));
    }

    /** With the resource as it was last told; 404 where it is accounted for, or unknown. */
    Uni<One> read(String id) {
        return database.transaction(tx -> store.find(tx, id))
                .map(found -> found.orElseThrow(() -> new ProblemException(
                        Problem.of(404, "not-found", "Nobody and nothing unaccounted has the id " + id + "."))));
    }
}
