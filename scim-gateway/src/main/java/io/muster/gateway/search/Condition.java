package io.muster.gateway.search;

/**
 * A condition of a {@code where}.
 *
 * @param sql never null for PostgreSQL where {@link FilterSql} says so, see there
 * @param selective whether an index finds the few rows that can satisfy it, so that it should be evaluated before any sorting
 * @param single whether it is nothing but an equality of which a unique index finds the one row, so that it cannot take long
 */
record Condition(String sql, boolean selective, boolean single) {
    Condition(String sql, boolean selective) {
        this(sql, selective, false);
    }

    static Condition scan(String sql) {
        return new Condition(sql, false);
    }

    static Condition unique(String sql) {
        return new Condition(sql, true, true);
    }

    static Condition indexed(String sql) {
        return new Condition(sql, true);
    }
}
