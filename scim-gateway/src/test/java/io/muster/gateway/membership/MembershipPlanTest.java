package io.muster.gateway.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.gateway.QueryPlan;
import io.muster.gateway.sql.Sql;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is read for the members of a group and the groups of a person does not depend on how large other groups are. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class MembershipPlanTest {
    private static final PostgresControl POSTGRES = PostgresControl.postgres();
    private static final int CROWD = 10_000;
    private static final Set<String> TABLES = Set.of("resource", "membership");

    /** Two groups that hold them all, one of three, and a tower of seven groups, each in the next one, with a person in the lowest. */
    @BeforeAll
    static void a_crowd_a_few_and_a_tower() throws SQLException {
        POSTGRES.execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select 'crowd-' || n, 'User', d.j, d.j, now(), now()
                        from generate_series(1, %d) n, jsonb_build_object('userName', 'crowd-' || n) d(j)
                        on conflict do nothing""".formatted(CROWD));
        POSTGRES.execute("""
                insert into resource (id, type, document, folded, created, last_modified)
                select g.id, 'Group', d.j, d.j, now(), now()
                from (select unnest(array['crowd', 'mass', 'few']) union all select 'tower-' || n from generate_series(1, 7) n) g(id),
                    jsonb_build_object('displayName', g.id) d(j)
                on conflict do nothing""");
        POSTGRES.execute("""
                insert into membership (group_id, member_id, member_type, version, added_at)
                select m.group_id, m.member_id, m.type, 1, now()
                from (select g, 'crowd-' || n, 'User' from generate_series(1, %d) n, unnest(array['crowd', 'mass']) g
                    union all select 'few', 'crowd-' || n, 'User' from generate_series(1, 3) n
                    union all select 'tower-1', 'crowd-1', 'User'
                    union all select 'tower-' || (n + 1), 'tower-' || n, 'Group' from generate_series(1, 6) n
                ) m(group_id, member_id, type)
                on conflict do nothing""".formatted(CROWD));
        POSTGRES.execute("vacuum analyze resource");
        POSTGRES.execute("vacuum analyze membership");
    }

    @Test
    void the_members_of_a_small_group_are_read_by_themselves() throws SQLException {
        assertThat(rowsRead(MembershipStore.MEMBERS, "few")).isEqualTo(6);
        assertThat(rowsRead(MembershipStore.MEMBERS, "nobody")).isZero();
        assertThat(rowsRead(MembershipStore.MEMBERS, "crowd"))
                .as("all that the large one has, which this test would see")
                .isEqualTo(2 * CROWD);
    }

    @Test
    void the_groups_of_a_person_are_read_up_to_the_fifth_level_and_no_one_elses() throws SQLException {
        // crowd, mass, few, tower-1 … tower-5: the memberships that lead there, and the groups themselves.
        assertThat(rowsRead(MembershipStore.GROUPS, "crowd-1")).isEqualTo(16);
        assertThat(rowsRead(MembershipStore.GROUPS, "crowd-" + CROWD)).isEqualTo(4);
    }

    @Test
    void the_groups_of_a_large_page_are_read_person_by_person() throws SQLException {
        var page = IntStream.rangeClosed(101, 1100).mapToObj(n -> "crowd-" + n).toArray(String[]::new);
        assertThat(rowsRead(MembershipStore.GROUPS, page)).isEqualTo(4L * page.length);
    }

    @Test
    void those_below_a_group_are_read_by_the_rows_of_the_groups_in_it() throws SQLException {
        var below = "select b.member_id from (select %s as id) g cross join lateral members_below(g.id) b"
                .formatted(Sql.ids("$1"));
        // The group itself, four towers in it, each in the next one, and the person in the lowest.
        assertThat(rowsRead(below, "tower-5")).isEqualTo(6);
        assertThat(rowsRead(below, "few")).isEqualTo(4);
    }

    private static long rowsRead(String statement, String... ids) throws SQLException {
        try (var connection = POSTGRES.connect()) {
            return QueryPlan.of(connection, Sql.of(statement, Sql.ids(List.of(ids))))
                    .rowsRead(TABLES);
        }
    }
}
