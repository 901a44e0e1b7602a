package io.muster.gateway.search;

/**
 * One value of a row as SQL, null where the resource has none.
 *
 * @param sql the expression
 * @param timestamp whether it is a timestamptz; else a text
 */
record Expression(String sql, boolean timestamp) {
    static Expression text(String sql) {
        return new Expression(sql, false);
    }

    static Expression time(String sql) {
        return new Expression(sql, true);
    }

    String asTime() {
        return timestamp ? sql : "cast(" + sql + " as timestamptz)";
    }

    /** As {@code Instant.toString} writes it, which knows milliseconds here and leaves them out where there are none: what the resource itself shows. */
    String asText() {
        return timestamp
                ? "replace(to_char(" + sql + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), '.000Z', 'Z')"
                : sql;
    }
}
