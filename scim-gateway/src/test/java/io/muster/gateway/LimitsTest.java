package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One request can neither ask for nor change without bounds. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class LimitsTest {
    private static final int MEMBERSHIPS = 10_000;
    private static final int PAGE = 1_000;

    @Test
    void a_page_has_a_limit_and_the_total_is_true_on_every_page() throws SQLException {
        var mark = unique("page");
        people(mark, PAGE + 200);
        var filter = "externalId eq \"" + mark + "\"";
        for (int count : List.of(PAGE, PAGE + 1, 10_000, Integer.MAX_VALUE)) {
            scim().queryParams("filter", filter, "count", count, "attributes", "id")
                    .get("/Users")
                    .then()
                    .statusCode(200)
                    .body("Resources", hasSize(PAGE))
                    .body("itemsPerPage", is(PAGE))
                    .body("totalResults", is(PAGE + 200));
        }
        scim().queryParams("filter", filter, "count", "99999999999999", "startIndex", PAGE + 1)
                .get("/Users")
                .then()
                .statusCode(200)
                .body("Resources", hasSize(200))
                .body("totalResults", is(PAGE + 200));
        scim().queryParams("filter", filter, "startIndex", Integer.MAX_VALUE)
                .get("/Users")
                .then()
                .statusCode(200)
                .body("totalResults", is(PAGE + 200));
        scim().queryParams("filter", filter, "startIndex", -7, "count", -1)
                .get("/Users")
                .then()
                .statusCode(200)
                .body("totalResults", is(PAGE + 200));
        scim().queryParams("filter", filter).get("/Users").then().body("Resources", hasSize(100));
        scim().queryParams("filter", filter, "count", "many")
                .get("/Users")
                .then()
                .statusCode(400);
    }

    @Test
    void a_request_changes_at_most_ten_thousand_memberships() throws SQLException {
        var mark = unique("crowd");
        people(mark, MEMBERSHIPS + 1);
        var group = createGroup(unique("Crowd"));
        scim().body(add(mark, MEMBERSHIPS + 1))
                .patch("/Groups/" + group)
                .then()
                .statusCode(413)
                .body("detail", containsString("10000"));
        scim().get("/Groups/" + group).then().header("ETag", "W/\"1\"");
        assertThat(memberships(group)).isZero();
        scim().body(add(mark, MEMBERSHIPS)).patch("/Groups/" + group).then().statusCode(204);
        assertThat(memberships(group)).isEqualTo(MEMBERSHIPS);
        // One comes and all others go: the two directions count together.
        var replaced = "{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                .formatted(createUser(user(unique("alone"))));
        scim().body(patch(replaced)).patch("/Groups/" + group).then().statusCode(413);
        assertThat(memberships(group)).isEqualTo(MEMBERSHIPS);
        scim().delete("/Groups/" + group).then().statusCode(204);
    }

    @Test
    void a_query_that_takes_too_long_is_cut_off_and_says_so() throws SQLException {
        try (var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in access exclusive mode");
            scim().get("/Users")
                    .then()
                    .statusCode(400)
                    .contentType(Scim.MEDIA)
                    .body("scimType", is("tooMany"))
                    .body("detail", containsString("2000 ms"));
            other.rollback();
        }
        scim().get("/Users").then().statusCode(200);
    }

    /** People straight into the table: what is tested are searches and memberships, not their arrival. */
    private static void people(String mark, int count) throws SQLException {
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select ? || n, 'User', d.j, d.j, now(), now()
                        from generate_series(1, ?) n,
                            jsonb_build_object('userName', ? || n, 'externalId', cast(? as text)) d(j)
                        """, mark, count, mark, mark);
    }

    private static String add(String mark, int count) {
        return patch("{\"op\":\"add\",\"path\":\"members\",\"value\":["
                + IntStream.rangeClosed(1, count)
                        .mapToObj(n -> "{\"value\":\"" + mark + n + "\"}")
                        .collect(Collectors.joining(","))
                + "]}");
    }

    private static long memberships(String group) throws SQLException {
        return PostgresControl.postgres()
                .query("select member_id from membership where group_id = ?", group)
                .size();
    }
}
