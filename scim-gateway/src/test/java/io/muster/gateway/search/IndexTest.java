package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters that clients send for every person they push read no more rows than they find, however many people there are. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class IndexTest {
    private static final String SOMEONE = "someone-of-many-";

    /** PostgreSQL plans a prepared statement anew five times and then compares. */
    private static final int BEFORE_THE_CHOICE = 6;

    private static final int PAGE = 50;
    private static final int DEEP = 15_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Enough of both types that reading them all is never the cheapest plan, whatever other tests left behind. */
    @BeforeAll
    static void many_of_both_types() throws SQLException {
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select '%1$s' || n, 'User', d.j, d.j, now() - interval '1 year', now() - interval '1 year'
                        from generate_series(1, 20000) n, jsonb_build_object(
                            'userName', '%1$s' || n, 'externalId', 'x' || n, 'displayName', 'Name ' || n, 'active', true,
                            'emails', jsonb_build_array(jsonb_build_object('value', n || '@x.example', 'type', 'work')),
                            'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
                            jsonb_build_object('employeeNumber', '%1$s' || n, 'department', 'd' || n %% 500,
                                'manager', jsonb_build_object('value', 'm' || n %% 500))) d(j)
                        on conflict do nothing
                        """.formatted(SOMEONE));
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select '%1$sgroup-' || n, 'Group', d.j, d.j, now() - interval '1 year', now() - interval '1 year'
                        from generate_series(1, 20000) n, jsonb_build_object('displayName', '%1$sgroup-' || n) d(j)
                        on conflict do nothing
                        """.formatted(SOMEONE));
        PostgresControl.postgres().execute("vacuum analyze resource");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Users|userName eq \"Anna\"|user_name_taken",
                "Users|userName eq \"Anna\" and active eq true|user_name_taken",
                "Users|employeeNumber eq \"E1\"|employee_number_taken",
                "Users|id eq \"1\"|resource_",
                "Users|externalId eq \"1\"|resource_equality",
                "Users|emails.value eq \"a@x.example\"|resource_equality",
                "Users|emails[type eq \"work\"].value eq \"a@x.example\"|resource_equality",
                "Users|emails[type eq \"work\" and value eq \"a@x.example\"]|resource_equality",
                "Users|manager eq \"m1\"|resource_equality",
                "Users|department eq \"d1\"|resource_equality",
                "Users|externalId eq \"1\" or userName eq \"anna\"|resource_equality",
                "Groups|displayName eq \"Engineers\"|resource_equality",
                "Users|meta.lastModified gt \"2999-01-01T00:00:00Z\"|resource_modified"
            })
    void a_common_filter_is_answered_by_an_index(String endpoint, String filter, String index) throws SQLException {
        assertThat(plan(endpoint, filter)).contains(index).doesNotContain("Seq Scan on resource");
    }

    @Test
    void a_filter_that_no_index_knows_reads_every_row_and_this_test_would_see_it() throws SQLException {
        assertThat(plan("Users", "displayName co \"x\"")).doesNotContain("resource_equality");
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
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("explain (analyze, format json) execute " + prepared(connection, sql))) {
            rows.next();
            return rowsRead(JSON.readTree(rows.getString(1)).path(0).path("Plan"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is JSON", e);
        }
    }

    private static long rowsRead(JsonNode node) {
        long own = node.path("Relation Name").asText().equals("resource")
                ? (node.path("Actual Rows").asLong()
                                + node.path("Rows Removed by Filter").asLong()
                                + node.path("Rows Removed by Index Recheck").asLong())
                        * node.path("Actual Loops").asLong()
                : 0;
        return own
                + node.path("Plans")
                        .valueStream()
                        .mapToLong(IndexTest::rowsRead)
                        .sum();
    }

    /** The plan of the statement that the search sends, once PostgreSQL has chosen between one for all parameters and one for each. */
    private static String plan(String endpoint, String filter) throws SQLException {
        var request = new SearchRequest(
                Optional.of(filter), Optional.empty(), false, 1, 100, Optional.empty(), Shown.DEFAULT);
        var sql = Query.of(types(endpoint), request, new Locations("http://localhost/scim/v2"))
                .page(1, 100);
        try (var connection = PostgresControl.postgres().connect()) {
            return explain(connection, prepared(connection, sql));
        }
    }

    private static List<ResourceType> types(String endpoint) {
        return SchemaRegistry.builtIn().resourceTypes().stream()
                .filter(type -> type.endpoint().equals("/" + endpoint))
                .toList();
    }

    /** The statement and its arguments, prepared and executed so often that PostgreSQL has chosen. */
    private static String prepared(Connection connection, Sql sql) throws SQLException {
        var arguments = sql.parameters().stream()
                .map(value -> "'" + value.toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "(", ")"));
        var search = "search" + (sql.parameters().isEmpty() ? "" : arguments);
        run(connection, "deallocate all");
        run(connection, "prepare search as " + sql.text().replaceAll("\\?(\\d+)", "\\$$1"));
        for (int i = 0; i < BEFORE_THE_CHOICE; i++) {
            run(connection, "execute " + search);
        }
        return search;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String explain(Connection connection, String prepared) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain execute " + prepared)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
