package io.muster.runtime.pg.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A value made of all living rows of a small projection, such as the schemas: read anew when one of them has changed, whichever process took
 * the change in, and after a restart. Its counter is a table of one row,
 * {@code create table schema_version (one boolean primary key default true check (one), version bigint not null)}.
 */
public final class Derived<T> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String rows;
    private final String counter;
    private final Function<List<JsonNode>, T> make;
    private final AtomicReference<Of<T>> cached;

    /** The value of a version. */
    public record Of<T>(long version, T value) {}

    private Derived(String rows, String counter, T initial, Function<List<JsonNode>, T> make) {
        this.rows = "select cast(resource as text) from " + rows + " where not deleted order by key";
        this.counter = counter;
        this.make = make;
        this.cached = new AtomicReference<>(new Of<>(0, initial));
    }

    /**
     * A value.
     *
     * @param projection the table's name, code and never input
     * @param counter the name of the table with the version, code and never input; version 0 is {@code initial}
     * @param make the value of the rows' resources, in the order of their keys
     */
    public static <T> Derived<T> of(String projection, String counter, T initial, Function<List<JsonNode>, T> make) {
        return new Derived<>(projection, counter, initial, make);
    }

    /** The value as this transaction sees it. */
    public Uni<Of<T>> current(SqlConnection tx) {
        return tx.query("select version from " + counter)
                .execute()
                .map(found -> found.iterator().next().getLong(0))
                .chain(version -> at(tx, version));
    }

    /**
     * The value of a version, for who has read the counter together with something else.
     *
     * @param client where its rows are read if it is not known yet; they may be newer by then, and are read again with their version
     */
    public Uni<Of<T>> at(SqlClient client, long version) {
        var known = cached.get();
        return known.version == version ? Uni.createFrom().item(known) : load(client, version);
    }

    /** To be called by the projection's hook, in its transaction. */
    public Uni<Void> changed(SqlConnection tx) {
        return tx.query("update " + counter + " set version = version + 1")
                .execute()
                .replaceWithVoid();
    }

    private Uni<Of<T>> load(SqlClient client, long version) {
        return client.query(rows).execute().map(found -> {
            var next = new Of<>(version, make.apply(Rows.list(found, Derived::resource)));
            cached.set(next);
            return next;
        });
    }

    private static JsonNode resource(Row row) {
        try {
            return JSON.readTree(row.getString(0));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a projection holds what is no JSON", e);
        }
    }
}
