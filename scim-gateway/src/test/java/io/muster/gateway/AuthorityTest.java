package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.id;
import static io.muster.gateway.Scim.image;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static io.muster.gateway.TokenCalls.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(MusterServers.class)
class AuthorityTest {
    private static final String RULES =
            "{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"department\"],\"others\":\"refuse\"},{\"client\":\"hr\",\"attributes\":[\"title\"],\"others\":\"ignore\"}]}";

    @AfterEach
    void nobody_has_authority() {
        set("{\"rules\":[]}").statusCode(200);
    }

    @Test
    void what_hr_owns_others_cannot_write_or_are_ignored() {
        set(RULES)
                .statusCode(200)
                .body("rules.attributes.flatten()", equalTo(List.of("title", ENTERPRISE + ":department")));
        var id = createUser(
                userWith(unique("liz"), "\"%s\":{\"department\":\"R&D\"},\"title\":\"Dr\"".formatted(ENTERPRISE)));
        helpdesk()
                .body(patch("{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Sales\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(403)
                .body("detail", allOf(containsString("department"), containsString("hr")));
        helpdesk()
                .body(
                        patch(
                                "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Mr\"},{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"Lizzy\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .header("Warning", containsString("title"))
                .body("title", is("Dr"))
                .body("nickName", is("Lizzy"));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Sales\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            var event = probe.awaitEvent("authority", found -> found.type().equals(EventTypes.SWITCH_SET));
            assertThat(event.subject()).isEqualTo("scim-gateway/attribute-authority");
        }
    }

    @Test
    void what_hr_owns_nobody_else_says_of_somebody_new() {
        set(RULES).statusCode(200);
        var name = unique("new");
        helpdesk()
                .body(userWith(name, department("Sales")))
                .post("/Users")
                .then()
                .statusCode(403)
                .body("detail", allOf(containsString("department"), containsString("hr")));
        search("userName eq \"" + name + "\"").body("totalResults", is(0));
        var made = helpdesk()
                .body(userWith(name, "\"title\":\"Dr\",\"nickName\":\"Lizzy\""))
                .post("/Users")
                .then()
                .header("Warning", containsString("title"))
                .body("title", nullValue())
                .body("nickName", is("Lizzy"));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var image = image(probe.awaitEvent(EventTypes.USER_CREATED, id(made)));
            assertThat(image.has("title")).isFalse();
            assertThat(image.path("nickName").textValue()).isEqualTo("Lizzy");
        }
    }

    @Test
    void what_hr_owns_others_can_neither_replace_nor_leave_out() {
        set(RULES).statusCode(200);
        var name = unique("liz");
        var id = createUser(userWith(name, department("R&D") + ",\"title\":\"Dr\""));
        put(id, userWith(name, department("R&D") + ",\"title\":\"Dr\",\"nickName\":\"as it is\""))
                .statusCode(200)
                .header("Warning", nullValue())
                .body("nickName", is("as it is"));
        for (var body : List.of(
                userWith(name, department("Sales") + ",\"title\":\"Dr\""), userWith(name, "\"title\":\"Dr\""))) {
            put(id, body).statusCode(403).body("detail", allOf(containsString("department"), containsString("hr")));
        }
        scim().get("/Users/" + id).then().header("ETag", "W/\"2\"");
        for (var title : List.of("", ",\"title\":\"Mr\"")) {
            put(id, userWith(name, department("R&D") + ",\"nickName\":\"new\"" + title))
                    .statusCode(200)
                    .header("ETag", "W/\"3\"")
                    .header("Warning", containsString("title"))
                    .body("title", is("Dr"))
                    .body("nickName", is("new"));
        }
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent(
                    "the last change",
                    event -> event.subject().equals(id) && event.data().version() == 3);
            assertThat(probe.events(id))
                    .extracting(event -> image(event).path("title").asText())
                    .containsExactly("Dr", "Dr", "Dr");
        }
    }

    @Test
    void what_hr_owns_others_cannot_write_in_bulk() {
        set(RULES).statusCode(200);
        var name = unique("liz");
        var refused = unique("new");
        var id = createUser(userWith(name, department("R&D") + ",\"title\":\"Dr\""));
        helpdesk()
                .body(
                        """
                        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                        {"method":"POST","path":"/Users","bulkId":"new","data":%1$s},
                        {"method":"PATCH","path":"/Users/%2$s","data":%3$s},
                        {"method":"PUT","path":"/Users/%2$s","data":%4$s},
                        {"method":"PATCH","path":"/Users/%2$s","data":%5$s}]}
                        """.formatted(
                                        userWith(refused, department("Sales")),
                                        id,
                                        patch("{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Sales\"}"),
                                        user(name),
                                        patch(
                                                "{\"op\":\"remove\",\"path\":\"title\"},{\"op\":\"add\",\"path\":\"nickName\",\"value\":\"Lizzy\"}")))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("403", "403", "403", "200")))
                .body("Operations[0..2].response.detail", everyItem(containsString("department")));
        search("userName eq \"" + refused + "\"").body("totalResults", is(0));
        scim().get("/Users/" + id)
                .then()
                .header("ETag", "W/\"2\"")
                .body("title", is("Dr"))
                .body("nickName", is("Lizzy"))
                .body("'%s'.department".formatted(ENTERPRISE), is("R&D"));
    }

    @Test
    void rules_that_cannot_be_are_refused() {
        set("{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"bogus\"]}]}")
                .statusCode(400)
                .body("detail", containsString("bogus"));
        set("{\"rules\":[{\"client\":\"a\",\"attributes\":[\"title\"]},{\"client\":\"b\",\"attributes\":[\"title\"]}]}")
                .statusCode(400);
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write"))
                .get("/admin/authority")
                .then()
                .statusCode(403);
    }

    @Test
    void a_password_that_hr_owns_nobody_else_removes() throws SQLException {
        var id = createUser(userWith(unique("owned"), "\"password\":\"a-good-password\""));
        var rule = "{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"password\"],\"others\":\"%s\"}]}";
        var removal = patch("{\"op\":\"remove\",\"path\":\"password\"}");
        set(rule.formatted("refuse")).statusCode(200);
        helpdesk().body(removal).patch("/Users/" + id).then().statusCode(403);
        set(rule.formatted("ignore")).statusCode(200);
        helpdesk()
                .body(removal)
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .header("Warning", containsString("password"))
                .header("ETag", "W/\"1\"");
        assertThat(PostgresControl.postgres().query("select 1 as x from password where user_id = ?", id))
                .hasSize(1);
    }

    @Test
    void a_password_that_hr_owns_nobody_else_gives_to_somebody_new() throws SQLException {
        var rule = "{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"password\"],\"others\":\"%s\"}]}";
        var body = userWith(unique("owned"), "\"password\":\"a-good-password\"");
        set(rule.formatted("refuse")).statusCode(200);
        helpdesk().body(body).post("/Users").then().statusCode(403);
        set(rule.formatted("ignore")).statusCode(200);
        String id = helpdesk()
                .body(body)
                .post("/Users")
                .then()
                .statusCode(201)
                .header("Warning", containsString("password"))
                .extract()
                .path("id");
        assertThat(PostgresControl.postgres().query("select 1 as x from password where user_id = ?", id))
                .isEmpty();
    }

    private static RequestSpecification helpdesk() {
        return as("helpdesk", "scim:read", "scim:write");
    }

    private static ValidatableResponse put(String id, String body) {
        return helpdesk().body(body).put("/Users/" + id).then();
    }

    private static String department(String name) {
        return "\"%s\":{\"department\":\"%s\"}".formatted(ENTERPRISE, name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"rules":[{"client":"x","attribute":"costCenter"}]}                   | 'attribute'
            {"rules":[{"client":"x","attributes":["title"],"mode":"refuse"}]}     | 'mode'
            {"rules":[{"client":"x"}]}                                            | 'attributes'
            {"rules":[{"client":"x","attributes":[]}]}                            | 'attributes'
            {"rules":[{"client":"x","attributes":"title"}]}                       | 'attributes'
            {"rules":[{"client":"x","attributes":[7]}]}                           | 'attributes'
            {"rules":[{"attributes":["title"]}]}                                  | 'client'
            {"rules":[{"client":"","attributes":["title"]}]}                      | 'client'
            {"rules":[{"client":7,"attributes":["title"]}]}                       | 'client'
            {"rules":[{"client":"a\\u0000b","attributes":["title"]}]}             | 'client'
            {"rules":[{"client":"\\ud800","attributes":["title"]}]}               | 'client'
            {"rules":[{"client":"x","attributes":["title"],"others":"none"}]}     | 'others'
            {"rules":[{"client":"x","attributes":["title"],"others":null}]}       | 'others'
            {"rules":["x"]}                                                       | rules[0]
            {"rules":[{"client":"hr","attributes":["title"]},{"client":"x"}]}     | rules[1]
            {"rules":[],"rule":[]}                                                | 'rule'
            {"rule":[]}                                                           | 'rule'
            """)
    void what_is_misspelt_is_refused_by_its_name_and_every_rule_stays(String rules, String named) {
        set("{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"title\"]}]}").statusCode(200);
        set(rules).statusCode(400).body("detail", containsString(named));
        admin().get("/admin/authority")
                .then()
                .body("rules.client", equalTo(List.of("hr")))
                .body("rules[0].attributes", equalTo(List.of("title")));
    }

    private static ValidatableResponse set(String rules) {
        return admin().body(rules).put("/admin/authority").then();
    }
}
