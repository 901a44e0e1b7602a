package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.gateway.QueryPlan;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.gateway.resource.PersonRow;
import io.muster.gateway.sql.GatheredReads;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads that travel together are answered by the index that one alone is answered by: of 100,000 people only those asked for are read. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class GatheredIndexTest {
    private static final List<String> MODES =
            List.of("plan_cache_mode = auto", "plan_cache_mode = force_generic_plan", "enable_nestloop = off");

    @BeforeAll
    static void many_of_both_types() throws SQLException {
        ManyResources.make();
    }

    /** Two are there, one is not. Whatever PostgreSQL takes a join for, it has no other way to them. */
    @ParameterizedTest
    @CsvSource({"id,resource_", "userName,user_name_taken", "employeeNumber,employee_number_taken"})
    void what_is_read_together_is_found_one_by_one_by_the_index_that_one_alone_is_found_by(
            String attribute, String index) throws SQLException {
        var three = "{%1$s77,%1$s78,nobody}".formatted(ManyResources.SOMEONE);
        var together = Sql.of(GatheredReads.together(oneBy(attribute).text()), three);
        for (var mode : MODES) {
            try (var connection = PostgresControl.postgres().connect();
                    var statement = connection.createStatement()) {
                statement.execute("set " + mode);
                assertThat(QueryPlan.firstColumn(connection, together))
                        .containsExactlyInAnyOrder(ManyResources.SOMEONE + 77, ManyResources.SOMEONE + 78);
                var plan = QueryPlan.of(connection, together);
                assertThat(plan.text()).as(mode).contains(index).doesNotContain("\"Seq Scan\"");
                assertThat(plan.rowsRead(Set.of("resource"))).as(mode).isEqualTo(2);
            }
        }
    }

    private static Sql oneBy(String attribute) {
        var user = SchemaRegistry.builtIn().user();
        if (attribute.equals("id")) {
            return PersonRow.byId(user, "x", true);
        }
        var request = new SearchRequest(
                Optional.of(attribute + " eq \"x\""), Optional.empty(), false, 1, 1, Optional.empty(), Shown.DEFAULT);
        return Query.of(List.of(user), request, new Locations("http://localhost/scim/v2"))
                .one(attribute.equals("userName"));
    }
}
