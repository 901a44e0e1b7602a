package io.muster.gateway.search;

import io.muster.gateway.sql.Sql;

/**
 * What a list is sorted by, of one row; null where the resource has no value.
 *
 * @param sql the expression over {@code resource r}
 */
record SortKey(String sql, Kind kind) {
    /** Texts sort by their beginning: a cursor carries the value of the page's last row, and has to fit into a URL. */
    static final int LONGEST = 200;

    /** How values are compared. */
    enum Kind {
        /** By code point. */
        TEXT,
        /** As numbers, whatever their size. */
        NUMBER,
        /** As points in time, to the microsecond. */
        TIME
    }

    static SortKey text(String sql) {
        return new SortKey("left(" + sql + ", " + LONGEST + ") collate \"C\"", Kind.TEXT);
    }

    static SortKey number(String sql) {
        return new SortKey("cast(" + sql + " as numeric)", Kind.NUMBER);
    }

    static SortKey time(String sql) {
        return new SortKey(sql, Kind.TIME);
    }

    /** The value as a text from which {@link #value} makes the same value again. */
    String written() {
        return switch (kind) {
            case TEXT -> sql;
            case NUMBER -> "cast(" + sql + " as text)";
            case TIME -> "to_char(" + sql + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
        };
    }

    /** The value that a parameter holds as {@link #written}. */
    String value(String parameter) {
        return switch (kind) {
            case TEXT -> "cast(" + parameter + " as text)";
            case NUMBER -> "cast(cast(" + parameter + " as text) as numeric)";
            case TIME -> Sql.time(parameter);
        };
    }
}
