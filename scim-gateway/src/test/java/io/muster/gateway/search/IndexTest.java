package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.gateway.QueryPlan;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaLimits;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filters that clients send for every person they push are answered by an index, and pages read in their order: of 100,000 people no
 * more than three pages are read.
 */
@QuarkusTest
@WithTestResource(MusterServers.class)
class IndexTest {
    private static final String SOMEONE = ManyResources.SOMEONE;
    private static final int LIST = 100;
    private static final int PAGE = 50;
    private static final int DEEP = 15_000;
    private static final Set<String> RESOURCE = Set.of("resource");

    @BeforeAll
    static void many_of_both_types() throws SQLException {
        ManyResources.make();
    }

    /** In the filters {@code *} stands for the beginning of the names above. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Users|userName eq \"*77\"|user_name_taken|1",
                "Users|userName eq \"*77\" and active eq true|user_name_taken|1",
                "Users|employeeNumber eq \"*77\"|employee_number_taken|1",
                "Users|id eq \"*77\"|resource_|1",
                "Users|externalId eq \"x77\"|resource_equality|1",
                "Users|emails.value eq \"77@x.example\"|resource_equality|1",
                "Users|emails eq \"77@x.example\"|resource_equality|1",
                "Users|emails[type eq \"work\"].value eq \"77@x.example\"|resource_equality|1",
                "Users|emails[type eq \"work\" and value eq \"77@x.example\"]|resource_equality|1",
                "Users|displayName eq \"name 77\"|resource_equality|1",
                "Users|title eq \"t77\"|resource_equality|1",
                "Users|name.familyName eq \"f77\"|resource_equality|1",
                "Users|manager eq \"m7\"|resource_equality|200",
                "Users|department eq \"d7\"|resource_equality|200",
                "Users|externalId eq \"x77\" or userName eq \"*78\"|resource_equality|2",
                "Users|nickName eq \"nobody's\"|resource_equality|0",
                "Users|meta.lastModified gt \"2999-01-01T00:00:00Z\"|resource_modified|0",
                "Users|meta.lastModified gt \"2990-07-01T00:00:00Z\"|resource_modified|80",
                "Users|meta.lastModified ge \"2990-07-01T00:00:00Z\" and active eq true|resource_modified|80",
                "Groups|displayName eq \"*group-77\"|resource_equality|1",
                "Groups|members.value eq \"*77\"|membership_of_member|1",
                "Groups|members eq \"*77\"|membership_of_member|1",
                "Groups|members[value eq \"*77\"]|membership_of_member|1",
                "Users|groups.value eq \"*group-77\"|membership_pkey|5",
                "Users|groups[value eq \"*group-77\"]|membership_pkey|5"
            })
    void a_common_filter_is_answered_by_an_index(String endpoint, String filter, String index, int found)
            throws SQLException {
        var query = query(endpoint, filter.replace("*", SOMEONE), Optional.empty());
        try (var connection = PostgresControl.postgres().connect()) {
            var plan = QueryPlan.of(connection, query.page(1, LIST));
            assertThat(plan.text()).contains(index).doesNotContain("\"Seq Scan\"");
            assertThat(plan.rowsRead(RESOURCE)).isBetween((long) found, LIST * 3L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "active eq true",
                "userName pr",
                "emails pr",
                "userName ne \"nobody\"",
                "userName co \"of-many\"",
                "displayName sw \"name\"",
                "not (userName eq \"nobody\")",
                "emails.type ne \"home\"",
                "meta.lastModified gt \"2000-01-01T00:00:00Z\"",
                "active eq true and meta.created lt \"2999-01-01T00:00:00Z\""
            })
    void a_filter_that_nearly_everybody_meets_reads_the_people_in_their_order_until_the_page_is_full(String filter)
            throws SQLException {
        try (var connection = PostgresControl.postgres().connect()) {
            assertThat(rowsRead(
                            connection, query("Users", filter, Optional.empty()).page(1, LIST)))
                    .isBetween((long) LIST, LIST * 3L);
            var byCursor = query("Users", filter, Optional.of(""));
            assertThat(rowsRead(connection, byCursor, Optional.of(positionAt(connection, everybody(), DEEP))))
                    .isBetween((long) PAGE, PAGE * 3L);
        }
    }

    /**
     * Two pages of them and one more are read by the index, to see that they are many; then it is given up for the order, where every tenth is
     * another one's.
     */
    @ParameterizedTest
    @ValueSource(strings = {"userType eq \"employee\"", "userType eq \"employee\" and active eq true"})
    void an_equality_that_nearly_everybody_meets_does_not_read_nearly_everybody(String filter) throws SQLException {
        try (var connection = PostgresControl.postgres().connect()) {
            var page = query("Users", filter, Optional.empty()).page(1, LIST);
            assertThat(rowsRead(connection, page)).isBetween((long) LIST, LIST * 2L + 1 + LIST * 6L / 5);
            var position = Optional.of(positionAt(connection, everybody(), DEEP));
            var byCursor = query("Users", filter, Optional.of("")).behind(position);
            var plan = QueryPlan.of(connection, byCursor.getFirst().first(PAGE + 1));
            long wanted = PAGE + 1;
            assertThat(plan.rowsRead(RESOURCE)).as(plan.text()).isBetween(wanted, wanted * 2 + 1 + wanted * 6 / 5);
        }
    }

    /** The same text as beginning and end is answered without an index. */
    @ParameterizedTest
    @CsvSource({"userType,employee", "userType,contractor", "nickName,late", "department,d7", "title,t7"})
    void however_many_meet_an_equality_its_pages_are_those_of_the_order(String attribute, String value)
            throws SQLException {
        var byIndex = "%s eq \"%s\" and id sw \"%s\"".formatted(attribute, value, SOMEONE);
        var byOrder = "%1$s sw \"%2$s\" and %1$s ew \"%2$s\" and id sw \"%3$s\"".formatted(attribute, value, SOMEONE);
        try (var connection = PostgresControl.postgres().connect()) {
            for (int start : new int[] {1, 51, 950}) {
                assertThat(ids(connection, byIndex, start)).isEqualTo(ids(connection, byOrder, start));
            }
            assertThat(ids(connection, byIndex, 1)).isNotEmpty();
        }
    }

    private static List<String> ids(Connection connection, String filter, int start) throws SQLException {
        return QueryPlan.firstColumn(
                connection, query("Users", filter, Optional.empty()).page(start, LIST));
    }

    @Test
    void a_filter_that_no_index_knows_reads_every_row_and_this_test_would_see_it() throws SQLException {
        try (var connection = PostgresControl.postgres().connect()) {
            var nobody = query("Users", "displayName co \"x\"", Optional.empty());
            assertThat(rowsRead(connection, nobody.page(1, LIST))).isGreaterThanOrEqualTo(ManyResources.PEOPLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Users,,false",
        "Users,,true",
        "Users,userName,false",
        "Users,userName,true",
        "Users,meta.lastModified,false",
        "Groups,displayName,true",
        ",,false"
    })
    void a_page_behind_a_cursor_reads_its_own_rows_however_deep_it_is(
            @Nullable String endpoint, @Nullable String sortBy, boolean descending) throws SQLException {
        var types = endpoint == null ? SchemaRegistry.builtIn().resourceTypes() : types(endpoint);
        var request = new SearchRequest(
                Optional.empty(), Optional.ofNullable(sortBy), descending, 1, PAGE, Optional.of(""), Shown.DEFAULT);
        var query = Query.of(types, request, new Locations("http://localhost/scim/v2"));
        try (var connection = PostgresControl.postgres().connect()) {
            long first = rowsRead(connection, query, Optional.empty());
            long deep = rowsRead(connection, query, Optional.of(positionAt(connection, query, DEEP)));
            assertThat(first).isBetween((long) PAGE, PAGE * 3L);
            assertThat(deep).isBetween((long) PAGE, PAGE * 3L);
            assertThat(rowsRead(connection, query.page(DEEP, PAGE)))
                    .as("the same page by index, which this test would see")
                    .isGreaterThan(DEEP);
        }
    }

    /** A statement that was run often may be planned once for all times that can be asked for. */
    @Test
    void what_changed_since_then_is_found_by_its_index_whatever_the_time() throws SQLException {
        var query = query("Users", "meta.lastModified gt \"2990-07-01T00:00:00Z\"", Optional.empty());
        try (var connection = PostgresControl.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            assertThat(QueryPlan.firstColumn(connection, query.page(1, LIST))).hasSize(80);
            assertThat(rowsRead(connection, query.page(1, LIST))).isEqualTo(80);
        }
    }

    /** What has changed since the last time, oldest first: a fiftieth of all, or a few. */
    @ParameterizedTest
    @CsvSource({"2989-07-01T00:00:00Z,100", "2990-07-01T00:00:00Z,80"})
    void what_changed_since_then_is_read_in_the_order_of_its_changes(String since, int found) throws SQLException {
        var filter = Optional.of("meta.lastModified gt \"" + since + "\"");
        var sortBy = Optional.of("meta.lastModified");
        var request = new SearchRequest(filter, sortBy, false, 1, LIST, Optional.empty(), Shown.DEFAULT);
        var query = Query.of(types("Users"), request, new Locations("http://localhost/scim/v2"));
        try (var connection = PostgresControl.postgres().connect()) {
            assertThat(QueryPlan.firstColumn(connection, query.page(1, LIST))).hasSize(found);
            assertThat(rowsRead(connection, query.page(1, LIST))).isBetween((long) found, LIST * 3L);
        }
    }

    /** One is in a small group, one also in the large one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"77|1", "177|2"})
    void the_groups_of_a_member_are_found_by_his_memberships_however_large_they_are(String member, int found)
            throws SQLException {
        try (var connection = PostgresControl.postgres().connect()) {
            for (var form : List.of("members.value eq \"%s\"", "members eq \"%s\"", "members[value eq \"%s\"]")) {
                var query = query("Groups", form.formatted(SOMEONE + member), Optional.empty());
                assertThat(QueryPlan.firstColumn(connection, query.page(1, LIST)))
                        .hasSize(found);
                // The one that leads to the group, and once more where the group is asked for it.
                assertThat(QueryPlan.of(connection, query.page(1, LIST)).rowsRead(Set.of("membership")))
                        .as(form)
                        .isBetween((long) found, found * 2L);
            }
        }
    }

    @Test
    void an_attribute_that_a_schema_adds_is_found_by_an_index() throws SQLException {
        var schema = """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"%s","name":"Badge",
                 "attributes":[{"name":"badge","type":"string"}]}
                """.formatted(ManyResources.BADGE);
        var type = """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User","endpoint":"/Users",
                 "schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[{"schema":"%s","required":false}]}
                """.formatted(ManyResources.BADGE);
        var user = CustomSchemas.NONE
                .with(List.of(Sql.document(schema), Sql.document(type)), SchemaLimits.DEFAULT)
                .registry()
                .user();
        var query = query(List.of(user), ManyResources.BADGE + ":badge eq \"B77\"", Optional.empty());
        try (var connection = PostgresControl.postgres().connect()) {
            var plan = QueryPlan.of(connection, query.page(1, LIST));
            assertThat(plan.text()).contains("resource_equality").doesNotContain("\"Seq Scan\"");
            assertThat(plan.rowsRead(RESOURCE)).isBetween(1L, LIST * 3L);
            assertThat(QueryPlan.firstColumn(connection, query.page(1, LIST))).containsExactly(SOMEONE + 77);
        }
    }

    private static Position positionAt(Connection connection, Query query, int index) throws SQLException {
        var all = query.behind(Optional.empty()).getFirst().first(index);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(all.text())) {
            Position last = new Position(Optional.empty(), "");
            while (rows.next()) {
                last = new Position(
                        Optional.ofNullable(rows.getString(ResourceStore.COLUMN_COUNT + 1)), rows.getString(1));
            }
            return last;
        }
    }

    /** The first part alone fills a page in the middle of a list. */
    private static long rowsRead(Connection connection, Query query, Optional<Position> position) throws SQLException {
        return rowsRead(connection, query.behind(position).getFirst().first(PAGE + 1));
    }

    private static long rowsRead(Connection connection, Sql sql) throws SQLException {
        return QueryPlan.of(connection, sql).rowsRead(RESOURCE);
    }

    private static Query everybody() {
        return Query.of(
                types("Users"),
                new SearchRequest(Optional.empty(), Optional.empty(), false, 1, PAGE, Optional.of(""), Shown.DEFAULT),
                new Locations("http://localhost/scim/v2"));
    }

    private static Query query(String endpoint, String filter, Optional<String> cursor) {
        return query(types(endpoint), filter, cursor);
    }

    private static Query query(List<ResourceType> types, String filter, Optional<String> cursor) {
        var request = new SearchRequest(Optional.of(filter), Optional.empty(), false, 1, LIST, cursor, Shown.DEFAULT);
        return Query.of(types, request, new Locations("http://localhost/scim/v2"));
    }

    private static List<ResourceType> types(String endpoint) {
        return SchemaRegistry.builtIn().resourceTypes().stream()
                .filter(type -> type.endpoint().equals("/" + endpoint))
                .toList();
    }
}
