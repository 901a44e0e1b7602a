package io.muster.gateway.search;

import io.muster.testing.PostgresControl;
import java.sql.SQLException;

/** Enough people and groups in the tables that reading them all is never the cheapest plan, whatever other tests left behind. */
final class ManyResources {
    /** Their ids come before those that other tests left behind, so that a page from the beginning is of them. */
    static final String SOMEONE = "0-of-many-";

    /** A schema that is added. Only the folded documents have it: they are what filters compare, and other tests read the others. */
    static final String BADGE = "urn:acme:badge:1.0:Badge";

    static final int PEOPLE = 100_000;
    private static final int GROUPS = 20_000;
    /** The people from the hundredth up to this one are in the first group too. */
    private static final int LARGE = 5_000;

    private ManyResources() {}

    /** Makes them, once. A fiftieth of the people was changed in 2990 or, every 25th of those, in 2991; the others a year ago. */
    static void make() throws SQLException {
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select '%1$s' || n, 'User', d.j, d.j || jsonb_build_object('%3$s', jsonb_build_object('badge', 'b' || n)),
                            now() - interval '1 year',
                            case when n %% 1250 = 0 then timestamptz '2991-01-01' when n %% 50 = 0 then '2990-01-01' else now() - interval '1 year' end
                        from generate_series(1, %2$d) n, jsonb_build_object(
                            'userName', '%1$s' || n, 'externalId', 'x' || n, 'displayName', 'name ' || n, 'active', true,
                            'title', 't' || n, 'nickName', case when n > 99000 then 'late' else 'early' end, 'userType', case when n %% 10 = 0 then 'contractor' else 'employee' end,
                            'name', jsonb_build_object('familyName', 'f' || n),
                            'emails', jsonb_build_array(jsonb_build_object('value', n || '@x.example', 'type', 'work')),
                            'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
                            jsonb_build_object('employeeNumber', '%1$s' || n, 'department', 'd' || n %% 500,
                                'manager', jsonb_build_object('value', 'm' || n %% 500))) d(j)
                        on conflict do nothing
                        """.formatted(SOMEONE, PEOPLE, BADGE));
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select '%1$sgroup-' || n, 'Group', d.j, d.j, now() - interval '1 year', now() - interval '1 year'
                        from generate_series(1, %2$d) n, jsonb_build_object('displayName', '%1$sgroup-' || n) d(j)
                        on conflict do nothing
                        """.formatted(SOMEONE, GROUPS));
        PostgresControl.postgres().execute("""
                        insert into membership (group_id, member_id, member_type, version, added_at)
                        select '%1$sgroup-' || (n %% %3$d + 1), '%1$s' || n, 'User', 1, now() from generate_series(1, %2$d) n
                        union all select '%1$sgroup-1', '%1$s' || n, 'User', 1, now() from generate_series(100, %4$d) n
                        on conflict do nothing
                        """.formatted(SOMEONE, PEOPLE, GROUPS, LARGE));
        PostgresControl.postgres().execute("vacuum analyze resource");
        PostgresControl.postgres().execute("vacuum analyze membership");
    }
}
