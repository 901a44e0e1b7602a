package io.muster.gateway;

import static io.muster.gateway.Contractors.apply;
import static io.muster.gateway.Contractors.name;
import static io.muster.gateway.Contractors.remove;
import static io.muster.gateway.Contractors.schema;
import static io.muster.gateway.Contractors.type;
import static io.muster.gateway.Contractors.urn;
import static io.muster.gateway.Contractors.userWith;
import static io.muster.gateway.Contractors.userWithout;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.image;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Change;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a platform team adds to the schemas works with everything at once. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class CustomSchemaTest {
    @Test
    void users_have_the_attributes_of_an_added_extension_in_every_operation() {
        var name = name("ext");
        var urn = urn(name);
        apply(schema(urn, """
                                {"name":"agency","type":"string"}""", """
                                {"name":"pin","type":"string","mutability":"writeOnly","returned":"never"}""", """
                                {"name":"notes","type":"string","event":"changed"}""", """
                                {"name":"first","type":"string","mutability":"immutable"}""", """
                                {"name":"projects","type":"complex","multiValued":true,"subAttributes":[
                                 {"name":"value","type":"string"},{"name":"days","type":"integer"}]}"""), userWith(urn))
                .statusCode(200)
                .body("documents.outcome", hasItem("added"));
        scim().get("/Schemas/" + urn).then().statusCode(200).body("attributes.name", hasItem("agency"));
        scim().get("/ResourceTypes/User").then().body("schemaExtensions.schema", hasItem(urn));
        var id = createUser(Scim.userWith(unique("ext"), """
                "%s":{"AGENCY":"Acme","pin":"4711","notes":"n","first":"x","projects":[{"value":"p1","days":3}]}""".formatted(urn)));
        var at = "'" + urn + "'.";
        scim().get("/Users/" + id)
                .then()
                .body("schemas", hasItem(urn))
                .body(at + "agency", is("Acme"))
                .body(at + "pin", nullValue())
                .body(at + "projects[0].days", is(3));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"%s:projects[value eq \\\"P1\\\"].days\",\"value\":9}"
                        .formatted(urn)))
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .body(at + "projects[0].days", is(9));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"%s:first\",\"value\":\"y\"}".formatted(urn)))
                .patch("/Users/" + id)
                .then()
                .statusCode(400)
                .body("scimType", is("mutability"));
        scim().body(patch("{\"op\":\"add\",\"path\":\"%s:projects\",\"value\":[{\"days\":\"many\"}]}".formatted(urn)))
                .patch("/Users/" + id)
                .then()
                .statusCode(400)
                .body("detail", containsString("days"));
        search("%s:agency eq \"ACME\"".formatted(urn)).body("Resources.id", equalTo(List.of(id)));
        search("%s:pin eq \"4711\"".formatted(urn)).statusCode(403);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var created = probe.awaitEvent(EventTypes.USER_CREATED, id);
            assertThat(image(created).path(urn).path("agency").asText()).isEqualTo("Acme");
            assertThat(image(created).toString()).doesNotContain("4711").doesNotContain("notes");
            assertThat(created.data().changes())
                    .extracting(Change::path)
                    .contains(urn + ":agency", urn + ":notes")
                    .doesNotContain(urn + ":pin");
        }
        try (var probe = KafkaProbe.on(Topics.IDENTITY_SCHEMAS)) {
            var told = probe.awaitEvent(EventTypes.SCHEMA_CHANGED, urn);
            assertThat(told.data().actor().id()).isEqualTo("admin");
            assertThat(image(told).at("/attributes/1/event").asText()).isEqualTo("never");
        }
        forget(urn, List.of(id));
    }

    @Test
    void a_filter_over_added_attributes_selects_who_the_shared_table_says() {
        var shared = Contractors.shared();
        var urn = shared.at("/documents/0/id").asText();
        apply(shared.at("/documents/0"), userWith(urn)).statusCode(200);
        var ids = new HashMap<String, String>();
        var run = unique("shared");
        shared.path("people").properties().forEach(person -> {
            var data = ((ObjectNode) person.getValue()).deepCopy();
            ids.put(
                    createUser("{\"userName\":\"%s\",\"title\":\"%s\",\"%s\":%s}"
                            .formatted(unique(person.getKey()), run, urn, data)),
                    person.getKey());
        });
        shared.path("filters").forEach(filter -> {
            List<String> found = search("title eq \"%s\" and %s"
                            .formatted(run, filter.path("filter").asText().replace("@", urn + ":")))
                    .statusCode(200)
                    .extract()
                    .path("Resources.id");
            assertThat(found.stream().map(ids::get).toList())
                    .as(filter.path("filter").asText())
                    .containsExactlyInAnyOrderElementsOf(texts(filter.path("selects")));
        });
        List<String> sorted = scim().queryParam("filter", "title eq \"" + run + "\"")
                .queryParam("sortBy", urn + ":level")
                .get("/Users")
                .then()
                .extract()
                .path("Resources.id");
        assertThat(sorted.stream().map(ids::get).toList().subList(0, 1)).containsExactly("bea");
        forget(urn, ids.keySet());
    }

    /** The tests share one gateway: what one has added is gone before the next. */
    private static void forget(String urn, Collection<String> users) {
        users.forEach(id -> scim().delete("/Users/" + id).then().statusCode(204));
        apply(userWithout(urn)).statusCode(200);
        remove(urn).statusCode(200);
    }

    @Test
    void a_type_of_its_own_has_every_operation_and_its_events() {
        var name = name("Badge");
        var urn = urn(name);
        apply(type(name, urn), schema(urn, """
                        {"name":"number","type":"string","required":true,"uniqueness":"server"}""", """
                        {"name":"colour","type":"string"}""")).statusCode(200);
        var endpoint = "/" + name + "s";
        scim().get("/ResourceTypes/" + name).then().statusCode(200).body("endpoint", is(endpoint));
        String id = scim().body("{\"schemas\":[\"%s\"],\"number\":\"N-1\",\"colour\":\"Red\"}".formatted(urn))
                .post(endpoint)
                .then()
                .statusCode(201)
                .header("Location", containsString("/scim/v2" + endpoint + "/"))
                .body("meta.resourceType", is(name))
                .extract()
                .path("id");
        scim().body("{\"number\":\"n-1\"}")
                .post(endpoint)
                .then()
                .statusCode(409)
                .body("scimType", is("uniqueness"))
                .body("detail", containsString("number"));
        scim().body("{\"colour\":\"red\"}").post(endpoint).then().statusCode(400);
        scim().body("{\"number\":\"N-2\"}").put(endpoint + "/" + id).then().statusCode(200);
        scim().body(patch("{\"op\":\"add\",\"path\":\"colour\",\"value\":\"Green\"}"))
                .patch(endpoint + "/" + id)
                .then()
                .statusCode(200)
                .body("colour", is("Green"));
        scim().queryParam("filter", "colour eq \"GREEN\"").get(endpoint).then().body("totalResults", is(1));
        scim().body("{\"filter\":\"number eq \\\"n-2\\\"\"}")
                .post(endpoint + "/.search")
                .then()
                .body("Resources.id", equalTo(List.of(id)));
        scim().body(
                        "{\"Operations\":[{\"method\":\"POST\",\"path\":\"%s\",\"bulkId\":\"a\",\"data\":{\"number\":\"N-1\"}}]}"
                                .formatted(endpoint))
                .post("/Bulk")
                .then()
                .body("Operations[0].status", is("201"));
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(id)))
                .patch("/Groups/" + Scim.createGroup(unique("badges")))
                .then()
                .statusCode(400);
        scim().delete(endpoint + "/" + id).then().statusCode(204);
        scim().get(endpoint + "/" + id).then().statusCode(404);
        scim().body("{\"number\":\"N-2\"}").post(endpoint).then().statusCode(201);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_RESOURCES)) {
            assertThat(image(probe.awaitEvent(EventTypes.RESOURCE_CREATED, id))
                            .at("/meta/resourceType")
                            .asText())
                    .isEqualTo(name);
            probe.awaitEvent(EventTypes.RESOURCE_UPDATED, id);
            assertThat(probe.awaitEvent(EventTypes.RESOURCE_DELETED, id).data().version())
                    .isEqualTo(4);
            probe.await("tombstone", found -> id.equals(found.key()) && found.value() == null);
        }
    }

    @Test
    void what_is_in_use_is_neither_taken_away_nor_made_something_else() {
        var name = name("use");
        var urn = urn(name);
        var agency = """
                {"name":"agency","type":"string"}""";
        apply(schema(urn, agency, """
                        {"name":"level","type":"integer"}"""), userWith(urn)).statusCode(200);
        var first = createUser(Scim.userWith(unique("use"), "\"%s\":{\"agency\":\"a\"}".formatted(urn)));
        apply(schema(urn, """
                        {"name":"level","type":"integer"}"""))
                .statusCode(409)
                .body("type", is("urn:muster:problem:schemas-in-use"))
                .body("detail", containsString("1 User has a value of '" + urn + ":agency': it cannot be removed"))
                .body("inUse[0].count", is(1));
        var second = createUser(Scim.userWith(unique("use"), "\"%s\":{\"agency\":\"b\"}".formatted(urn)));
        apply(schema(urn, """
                        {"name":"agency","type":"string","caseExact":true}"""))
                .statusCode(409)
                .body("detail", containsString("2 Users have a value of '" + urn + ":agency': its caseExact"));
        apply(userWithout(urn)).statusCode(409).body("detail", containsString("2 Users have a value of '" + urn));
        apply(schema(urn, agency, """
                        {"name":"level","type":"integer","required":true}"""))
                .statusCode(409)
                .body("detail", containsString("2 Users have no value of '" + urn + ":level'"));
        remove(urn)
                .statusCode(409)
                .body("detail", containsString("2 Users have a value of '" + urn + "': it cannot be removed"));
        search("%s:agency eq \"A\"".formatted(urn)).body("Resources.id", equalTo(List.of(first)));
        apply(schema(urn, agency, """
                        {"name":"level","type":"string"}""")).statusCode(200);
        scim().delete("/Users/" + first).then().statusCode(204);
        scim().delete("/Users/" + second).then().statusCode(204);
        remove(urn)
                .statusCode(400)
                .body("errors[0].place", containsString("/schemaExtensions/"))
                .body("detail", containsString("the resource type User lists '" + urn))
                .body("detail", containsString("apply the type without it first"));
        apply(userWithout(urn)).statusCode(200);
        remove(urn).statusCode(200).body("documents[0].outcome", is("removed"));
        scim().get("/Schemas/" + urn).then().statusCode(404);
        search("%s:agency pr".formatted(urn)).statusCode(400);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_SCHEMAS)) {
            probe.awaitEvent(EventTypes.SCHEMA_REMOVED, urn);
            probe.await("tombstone", found -> urn.equals(found.key()) && found.value() == null);
        }
    }

    @Test
    void a_type_with_resources_stays() {
        var name = name("Stay");
        var urn = urn(name);
        apply(type(name, urn), schema(urn, "{\"name\":\"number\"}")).statusCode(200);
        var typeId = Contractors.TYPE_URN + ":" + name;
        String id = scim().body("{\"number\":\"1\"}")
                .post("/" + name + "s")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        remove(typeId, urn)
                .statusCode(409)
                .body("detail", is("1 " + name + " exists: the resource type cannot be removed."));
        scim().delete("/" + name + "s/" + id).then().statusCode(204);
        remove(urn).statusCode(400).body("detail", containsString("the resource type " + name + " has '" + urn));
        remove(typeId, urn).statusCode(200);
        scim().get("/" + name + "s").then().statusCode(404);
        remove(urn).statusCode(404).body("type", is("urn:muster:problem:unknown-schema"));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
