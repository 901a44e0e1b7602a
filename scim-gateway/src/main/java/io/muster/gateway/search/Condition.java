package io.muster.gateway.search;

/**
 * A condition of a {@code where}.
 *
 * @param sql never null for PostgreSQL where {@link FilterSql} says so, see there
 * @param selective whether an index finds the few rows that can satisfy it, so that it should be evaluated before any sorting
 */
record Condition(String sql, boolean selective) {
    static Condition scan(String sql) {
        return new Condition(sql, false);
    }

    static Condition indexed(String sql) {
        return new Condition(sql, true);
    }
}
