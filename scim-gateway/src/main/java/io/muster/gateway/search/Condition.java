package io.muster.gateway.search;

import java.util.Collection;
import java.util.Comparator;

/**
 * A condition of a {@code where}.
 *
 * @param sql never null for PostgreSQL where {@link FilterSql} says so, see there
 */
record Condition(String sql, Access access) {
    /** How the rows that satisfy a condition can be found, the better ones later. */
    enum Access {
        /** By looking at all of them, in whatever order is wanted. */
        SCAN,
        /** As a part of an index that has an order of its own: few rows, or nearly all. */
        RANGE,
        /** As what an index has for a value: few rows, mostly, so that it should be evaluated before any sorting. */
        EQUALITY,
        /** As the one row of a unique index, so that it cannot take long. */
        UNIQUE;

        /** Of what must satisfy all of some conditions: the best of them, but never unique, since more than that one is asked. */
        static Access ofAll(Collection<Condition> terms) {
            var best = terms.stream().map(Condition::access).max(Comparator.naturalOrder());
            return best.filter(UNIQUE::equals).isPresent() ? EQUALITY : best.orElse(SCAN);
        }

        /** Of what must satisfy any of some: the worst of them; several ranges, or one and something else, are no part of one index. */
        static Access ofAny(Collection<Condition> terms) {
            var worst = terms.stream()
                    .map(Condition::access)
                    .min(Comparator.naturalOrder())
                    .orElse(SCAN);
            if (terms.size() == 1) {
                return worst;
            }
            return switch (worst) {
                case SCAN, RANGE -> SCAN;
                case EQUALITY, UNIQUE -> EQUALITY;
            };
        }
    }

    static Condition scan(String sql) {
        return new Condition(sql, Access.SCAN);
    }

    static Condition range(String sql) {
        return new Condition(sql, Access.RANGE);
    }

    static Condition indexed(String sql) {
        return new Condition(sql, Access.EQUALITY);
    }

    static Condition unique(String sql) {
        return new Condition(sql, Access.UNIQUE);
    }
}
