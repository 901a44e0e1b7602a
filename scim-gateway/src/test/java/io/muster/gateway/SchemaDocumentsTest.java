package io.muster.gateway;

import static io.muster.gateway.Contractors.apply;
import static io.muster.gateway.Contractors.name;
import static io.muster.gateway.Contractors.schema;
import static io.muster.gateway.Contractors.type;
import static io.muster.gateway.Contractors.urn;
import static io.muster.gateway.Scim.scim;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

/** The administrators' way to the documents of added schemas and types. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class SchemaDocumentsTest {
    @Test
    void mistakes_are_named_by_their_place_and_change_nothing() {
        var name = name("bad");
        var urn = urn(name);
        apply(schema(urn, "{\"name\":\"a\",\"type\":\"text\"}", "{\"name\":\"A\"}"), type(name, urn + "x"))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:muster:problem:invalid-schemas"))
                .body("errors.place", hasItems("/attributes/0/type", "/attributes/1/name"))
                .body("errors.document", hasItem(urn));
        apply(schema(Scim.USER, "{\"name\":\"a\"}")).statusCode(400).body("detail", containsString("built-in"));
        scim().get("/Schemas/" + urn).then().statusCode(404);
        Contractors.admin().body("{}").post("/admin/schemas").then().statusCode(400);
        Contractors.admin()
                .body(schema(urn, "{\"name\":\"a\"}").toString())
                .put("/admin/schemas/" + urn + "x")
                .then()
                .statusCode(400);
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write"))
                .get("/admin/schemas")
                .then()
                .statusCode(403);
    }

    @Test
    void documents_are_listed_read_put_and_removed_one_by_one() {
        var urn = urn(name("one"));
        Contractors.admin()
                .body(schema(urn, "{\"name\":\"a\"}").toString())
                .put("/admin/schemas/" + urn)
                .then()
                .statusCode(200)
                .body("documents[0].outcome", is("added"));
        Contractors.admin().get("/admin/schemas").then().statusCode(200).body("items.id", hasItem(urn));
        Contractors.admin()
                .get("/admin/schemas/" + urn)
                .then()
                .statusCode(200)
                .body("attributes[0].mutability", is("readWrite"));
        apply(schema(urn, "{\"name\":\"a\"}")).statusCode(200).body("documents[0].outcome", is("unchanged"));
        Contractors.admin().delete("/admin/schemas/" + urn).then().statusCode(200);
        Contractors.admin().get("/admin/schemas/" + urn).then().statusCode(404);
        Contractors.admin().get("/admin/schemas").then().body("items.id", not(hasItem(urn)));
    }
}
