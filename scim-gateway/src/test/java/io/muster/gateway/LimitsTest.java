package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.id;
import static io.muster.gateway.Scim.json;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One request can neither ask for nor change without bounds. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class LimitsTest {
    private static final int MEMBERSHIPS = 10_000;
    private static final int PAGE = 1_000;
    private static final String CROWD = unique("crowd");

    @BeforeAll
    static void one_more_than_may_come_at_once() throws SQLException {
        Crowd.people(CROWD, MEMBERSHIPS + 1);
    }

    @Test
    void a_page_has_a_limit_and_the_total_is_true_on_every_page() throws SQLException {
        var mark = unique("page");
        Crowd.people(mark, PAGE + 200);
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
        var group = createGroup(unique("Crowd"));
        scim().body(Crowd.add(CROWD, MEMBERSHIPS + 1))
                .patch("/Groups/" + group)
                .then()
                .statusCode(413)
                .body("detail", containsString("10000"));
        scim().get("/Groups/" + group).then().header("ETag", "W/\"1\"");
        assertThat(memberships(group)).isZero();
        scim().body(Crowd.add(CROWD, MEMBERSHIPS))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        assertThat(memberships(group)).isEqualTo(MEMBERSHIPS);
        // One comes and all others go: the two directions count together.
        var replaced = "{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                .formatted(createUser(user(unique("alone"))));
        scim().body(patch(replaced)).patch("/Groups/" + group).then().statusCode(413);
        assertThat(memberships(group)).isEqualTo(MEMBERSHIPS);
        scim().delete("/Groups/" + group).then().statusCode(204);
    }

    @Test
    void a_group_is_made_with_at_most_ten_thousand_members() throws SQLException {
        var name = unique("Made");
        scim().body(group(name, Crowd.members(CROWD, MEMBERSHIPS + 1)))
                .post("/Groups")
                .then()
                .statusCode(413)
                .contentType(Scim.MEDIA)
                .body("detail", containsString("10000"));
        assertNoGroup(name);
        var made = id(scim().queryParam("attributes", "id")
                .body(group(name, Crowd.members(CROWD, MEMBERSHIPS)))
                .post("/Groups")
                .then());
        assertThat(memberships(made)).isEqualTo(MEMBERSHIPS);
        scim().delete("/Groups/" + made).then().statusCode(204);
    }

    @Test
    void a_put_gives_a_group_at_most_ten_thousand_other_members() throws SQLException {
        var name = unique("Put");
        var put = createGroup(name);
        scim().body(group(name, Crowd.members(CROWD, MEMBERSHIPS + 1)))
                .put("/Groups/" + put)
                .then()
                .statusCode(413)
                .body("detail", containsString("10000"));
        scim().get("/Groups/" + put).then().header("ETag", "W/\"1\"").body("members", nullValue());
        scim().queryParam("attributes", "id")
                .body(group(name, Crowd.members(CROWD, MEMBERSHIPS)))
                .put("/Groups/" + put)
                .then()
                .statusCode(200);
        assertThat(memberships(put)).isEqualTo(MEMBERSHIPS);
        scim().delete("/Groups/" + put).then().statusCode(204);
    }

    @Test
    void each_operation_of_a_bulk_request_changes_at_most_ten_thousand_memberships() throws SQLException {
        var over = createGroup(unique("Over"));
        var refused = unique("Refused");
        var answer = scim().body("""
                        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                        {"method":"PATCH","path":"/Groups/%s","data":%s},
                        {"method":"POST","path":"/Groups","bulkId":"refused","data":%s},
                        {"method":"POST","path":"/Groups","bulkId":"made","data":%s}]}
                        """.formatted(
                                over,
                                Crowd.add(CROWD, MEMBERSHIPS + 1),
                                group(refused, Crowd.members(CROWD, MEMBERSHIPS + 1)),
                                group(unique("Made"), Crowd.members(CROWD, MEMBERSHIPS))))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations.status", is(List.of("413", "413", "201")))
                .body("Operations[0].response.detail", containsString("10000"))
                .body("Operations[1].response.detail", containsString("10000"));
        scim().get("/Groups/" + over).then().header("ETag", "W/\"1\"").body("members", nullValue());
        assertNoGroup(refused);
        var location = json(answer).at("/Operations/2/location").textValue();
        var made = location.substring(location.lastIndexOf('/') + 1);
        assertThat(memberships(made)).isEqualTo(MEMBERSHIPS);
        scim().delete("/Groups/" + made).then().statusCode(204);
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

    private static String group(String displayName, String members) {
        return "{\"displayName\":\"%s\",\"members\":%s}".formatted(displayName, members);
    }

    private static void assertNoGroup(String displayName) {
        scim().queryParam("filter", "displayName eq \"" + displayName + "\"")
                .get("/Groups")
                .then()
                .statusCode(200)
                .body("totalResults", is(0));
    }

    private static long memberships(String group) throws SQLException {
        return PostgresControl.postgres()
                .query("select member_id from membership where group_id = ?", group)
                .size();
    }
}
