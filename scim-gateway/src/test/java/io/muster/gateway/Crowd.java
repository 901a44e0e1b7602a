package io.muster.gateway;

import io.muster.testing.PostgresControl;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** People straight in the table, for tests of searches and memberships and not of their arrival. */
final class Crowd {
    private Crowd() {}

    /** People whose ids and names are the mark and their numbers from 1 on, and whose {@code externalId} is the mark. */
    static void people(String mark, int count) throws SQLException {
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select ? || n, 'User', d.j, d.j, now(), now()
                        from generate_series(1, ?) n,
                            jsonb_build_object('userName', ? || n, 'externalId', cast(? as text)) d(j)
                        """, mark, count, mark, mark);
    }

    /** The first so many of them as {@code members}. */
    static String members(String mark, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> "{\"value\":\"" + mark + n + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The operation that adds them. */
    static String add(String mark, int count) {
        return Scim.patch("{\"op\":\"add\",\"path\":\"members\",\"value\":" + members(mark, count) + "}");
    }
}
