package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.json;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class SearchTest {
    @Test
    void filters_of_the_whole_grammar_find_the_right_people() {
        var mark = unique("mark");
        var hanna = createUser(userWith(
                unique("hanna"),
                "\"externalId\":\"%s\",\"displayName\":\"Hanna Weiß\",\"active\":true,\"title\":\"\",".formatted(mark)
                        + "\"emails\":[{\"value\":\"Hanna@Example.com\",\"type\":\"work\"},{\"value\":\"h@home.example\",\"type\":\"home\"}],"
                        + "\"%s\":{\"department\":\"Engineering\",\"manager\":{\"value\":\"m1\"}}"
                                .formatted(ENTERPRISE)));
        var igor = createUser(userWith(
                unique("igor"), "\"externalId\":\"%s\",\"displayName\":\"Igor\",\"active\":false".formatted(mark)));
        finds(mark, "displayName eq \"HANNA WEIß\"", hanna);
        finds(mark, "emails eq \"hanna@example.com\"", hanna);
        finds(mark, "emails[type eq \"work\" and value ew \"@example.com\"]", hanna);
        finds(mark, "emails[type eq \"home\" and value ew \"@example.com\"]");
        finds(mark, "emails.type eq \"home\"", hanna);
        finds(mark, "not (emails pr)", igor);
        finds(mark, "title pr");
        finds(mark, "active eq false", igor);
        finds(mark, "active ne false", hanna);
        finds(mark, "displayName ne \"Igor\"", hanna);
        finds(mark, "department eq \"engineering\"", hanna);
        finds(mark, ENTERPRISE + ":manager eq \"m1\"", hanna);
        finds(mark, "department sw \"Eng\" and manager pr", hanna);
        finds(mark, "displayName co \"go\" or displayName co \"weiß\"", hanna, igor);
        finds(mark, "displayName gt \"i\"", igor);
        finds(mark, "schemas eq \"" + ENTERPRISE + "\"", hanna);
        finds(mark, "id eq \"" + igor + "\"", igor);
        finds(mark, "meta.lastModified gt \"2020-01-01T00:00:00Z\" and meta.resourceType eq \"User\"", hanna, igor);
        finds(mark, "meta.created lt \"2020-01-01T00:00:00Z\"");
        finds(mark, "meta[lastModified gt \"2020-01-01T00:00:00Z\" and resourceType eq \"User\"]", hanna, igor);
        finds(mark, "meta[not (created pr) or version eq \"none\"]");
        finds(mark, "not (meta[location ew \"/Users/" + hanna + "\"])", igor);
        finds(mark, "schemas[value eq \"" + ENTERPRISE + "\"]", hanna);
        finds(mark, "schemas[not (value eq \"" + ENTERPRISE + "\")]", hanna, igor);
        finds(mark, "nickName ne \"x\"", hanna, igor);
        finds(mark, "displayName eq \"it's ? :x $1 \\u0000\"");
        search("bogus eq 1").statusCode(400).body("scimType", is("invalidFilter"));
        search("userName zz \"x\"").statusCode(400).body("scimType", is("invalidFilter"));
        search("active gt true").statusCode(400).body("scimType", is("invalidFilter"));
        search("password eq \"x\"").statusCode(403).body("scimType", is("sensitive"));
    }

    @Test
    void a_part_of_a_time_of_meta_is_a_part_of_what_is_shown() throws SQLException {
        var mark = unique("parts");
        var whole = createUser(userWith(unique("whole"), "\"externalId\":\"%s\"".formatted(mark)));
        var split = createUser(userWith(unique("split"), "\"externalId\":\"%s\"".formatted(mark)));
        createdAt(whole, "2026-01-02T03:04:05Z");
        createdAt(split, "2026-01-02T03:04:05.120Z");
        finds(mark, "meta.created sw \"2026-01-02T03\"", whole, split);
        finds(mark, "meta.created co \"t03:04\"", whole, split);
        finds(mark, "meta.created ew \"05Z\"", whole);
        finds(mark, "meta.created ew \"5.120z\"", split);
        finds(mark, "not (meta.created ew \"Z\")");
        scim().get("/Users/" + whole).then().body("meta.created", is("2026-01-02T03:04:05Z"));
        scim().get("/Users/" + split).then().body("meta.created", is("2026-01-02T03:04:05.120Z"));
    }

    private static void createdAt(String id, String time) throws SQLException {
        try (var connection = PostgresControl.postgres().connect();
                var update = connection.prepareStatement(
                        "update resource set created = cast(? as timestamptz) where id = ?")) {
            update.setString(1, time);
            update.setString(2, id);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static void finds(String mark, String filter, String... ids) {
        List<String> found = search("externalId eq \"%s\" and (%s)".formatted(mark, filter))
                .statusCode(200)
                .body("totalResults", is(ids.length))
                .extract()
                .path("Resources.id");
        assertThat(found).as(filter).containsExactlyInAnyOrder(ids);
    }

    @Test
    void groups_and_members_are_found_by_id_and_by_address_through_groups_in_groups() {
        var alice = createUser(user(unique("alice")));
        var bob = createUser(user(unique("bob")));
        var inner = createGroup(unique("inner"));
        var outer = createGroup(unique("outer"));
        addMember(inner, alice);
        addMember(outer, inner);
        addMember(outer, bob);
        assertThat(ids("/Users", "groups.value eq \"" + outer + "\"")).containsExactlyInAnyOrder(alice, bob);
        assertThat(ids("/Users", "groups.value eq \"" + inner + "\"")).containsExactly(alice);
        assertThat(ids("/Users", "groups[value eq \"" + outer + "\" and type eq \"direct\"]"))
                .containsExactly(bob);
        var address = json(scim().get("/Groups/" + outer).then())
                .path("meta")
                .path("location")
                .asText();
        assertThat(ids("/Users", "groups.$ref eq \"" + address + "\"")).containsExactlyInAnyOrder(alice, bob);
        var user = json(scim().get("/Users/" + alice).then())
                .path("meta")
                .path("location")
                .asText();
        assertThat(ids("/Groups", "members.$ref eq \"" + user + "\"")).containsExactly(inner);
        assertThat(ids("/Groups", "members[$ref eq \"" + address.replace(outer, inner) + "\" and type eq \"Group\"]"))
                .containsExactly(outer);
        scim().delete("/Groups/" + outer).then().statusCode(204);
        assertThat(ids("/Users", "groups.value eq \"" + outer + "\"")).isEmpty();
        // By its address a member is chosen for a PATCH too.
        var byAddress = "{\"op\":\"remove\",\"path\":\"members[$ref eq \\\"%s\\\"]\"}".formatted(user);
        scim().body(patch(byAddress)).patch("/Groups/" + inner).then().statusCode(204);
        assertThat(ids("/Groups", "members.value eq \"" + alice + "\"")).isEmpty();
        var orType = "{\"op\":\"remove\",\"path\":\"members[$ref co \\\"x\\\"]\"}";
        scim().body(patch(orType))
                .patch("/Groups/" + inner)
                .then()
                .statusCode(400)
                .body("scimType", is("invalidFilter"));
    }

    private static void addMember(String group, String member) {
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"" + member + "\"}]}"))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
    }

    private static List<String> ids(String endpoint, String filter) {
        return scim().queryParam("filter", filter)
                .get(endpoint)
                .then()
                .statusCode(200)
                .extract()
                .path("Resources.id");
    }

    @Test
    void times_up_to_the_last_moment_of_the_year_9999_are_in_order_and_others_are_none() {
        var mark = unique("time");
        var id = createUser(userWith(unique("time"), "\"externalId\":\"" + mark + "\""));
        finds(mark, "meta.created lt \"9999-12-31T23:59:59.999Z\"", id);
        finds(mark, "meta.created gt \"0001-01-01T00:00:00Z\"", id);
        search("meta.created gt \"0000-01-01T00:00:00Z\"").statusCode(400).body("scimType", is("invalidFilter"));
        search("meta.created lt \"+10000-01-01T00:00:00Z\"").statusCode(400).body("scimType", is("invalidFilter"));
    }

    @Test
    void pages_orders_and_projections() {
        var mark = unique("page");
        for (String title : List.of("b", "c", "A")) {
            createUser(userWith(unique("judy"), "\"externalId\":\"%s\",\"title\":\"%s\"".formatted(mark, title)));
        }
        createUser(userWith(unique("judy"), "\"externalId\":\"%s\"".formatted(mark)));
        var filter = "externalId eq \"" + mark + "\"";
        scim().queryParams("filter", filter, "sortBy", "title", "attributes", "title")
                .get("/Users")
                .then()
                .statusCode(200)
                .body("Resources.title", equalTo(Arrays.asList("A", "b", "c", null)))
                .body("Resources[0].userName", nullValue())
                .body("Resources[0].id", not(nullValue()));
        scim().queryParams("filter", filter, "sortBy", "title", "sortOrder", "descending", "startIndex", 2, "count", 2)
                .get("/Users")
                .then()
                .body("Resources.title", equalTo(List.of("c", "b")))
                .body("totalResults", is(4))
                .body("startIndex", is(2))
                .body("itemsPerPage", is(2));
        scim().queryParams("filter", filter, "count", 0).get("/Users").then().body("totalResults", is(4));
        scim().body(
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],\"filter\":\"%s\",\"excludedAttributes\":[\"title\"]}"
                                .formatted(filter.replace("\"", "\\\"")))
                .post("/.search")
                .then()
                .statusCode(200)
                .body("totalResults", is(4))
                .body("Resources.title", not(hasItem("A")));
    }
}
