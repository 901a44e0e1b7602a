package io.muster.runtime.pg.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values of our own out of the rows of a query, and into its parameters. */
public final class Rows {
    private Rows() {}

    /** Each row through {@code read}, in the order of the query. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        var values = new ArrayList<T>(rows.size());
        rows.forEach(row -> values.add(read.apply(row)));
        return List.copyOf(values);
    }

    /** The instant in a column of type timestamptz. */
    public static @Nullable Instant instant(Row row, String column) {
        var at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }

    /** An instant as a parameter of type timestamptz. */
    public static @Nullable OffsetDateTime offset(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
