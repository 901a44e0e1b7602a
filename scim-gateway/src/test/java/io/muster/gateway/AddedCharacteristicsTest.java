package io.muster.gateway;

import static io.muster.gateway.Contractors.apply;
import static io.muster.gateway.Contractors.name;
import static io.muster.gateway.Contractors.remove;
import static io.muster.gateway.Contractors.schema;
import static io.muster.gateway.Contractors.type;
import static io.muster.gateway.Contractors.urn;
import static io.muster.gateway.Scim.id;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Characteristics that no attribute of the RFC's own schemas has: returned on request, and immutable inside an object. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class AddedCharacteristicsTest {
    private String endpoint = "";

    private String name = "";
    private String address = "";

    /** Other tests count the types. */
    @AfterEach
    void no_type() {
        scim().delete(address).then().statusCode(204);
        remove(Contractors.TYPE_URN + ":" + name, urn(name)).statusCode(200);
    }

    @BeforeEach
    void a_type() {
        name = name("Box");
        apply(schema(urn(name), """
                        {"name":"key","type":"string","required":true}""", """
                        {"name":"secretPlace","type":"string","returned":"request"}""", """
                        {"name":"lock","type":"complex","subAttributes":[
                         {"name":"colour","type":"string"},{"name":"serial","type":"string","mutability":"immutable"}]}"""), type(name, urn(name))).statusCode(200);
        endpoint = "/" + name + "s";
    }

    @Test
    void what_is_returned_on_request_is_in_the_answer_to_a_write_that_names_it() {
        var created = scim().body("{\"key\":\"k\",\"secretPlace\":\"a\"}")
                .post(endpoint)
                .then();
        address = endpoint + "/" + id(created.body("secretPlace", is("a")));
        scim().get(address).then().statusCode(200).body("key", is("k"), "secretPlace", nullValue());
        scim().queryParam("attributes", "secretPlace").get(address).then().body("secretPlace", is("a"));
        scim().body("{\"key\":\"k2\",\"secretPlace\":\"b\"}")
                .put(address)
                .then()
                .statusCode(200)
                .body("secretPlace", is("b"));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"key\",\"value\":\"k3\"}"))
                .patch(address)
                .then()
                .statusCode(200)
                .body("key", is("k3"), "secretPlace", nullValue());
        scim().body(patch("{\"op\":\"replace\",\"path\":\"secretPlace\",\"value\":\"c\"}"))
                .patch(address)
                .then()
                .statusCode(200)
                .body("secretPlace", is("c"));
        scim().body(patch("{\"op\":\"add\",\"value\":{\"SECRETPLACE\":\"c\"}}"))
                .patch(address)
                .then()
                .statusCode(200)
                .body("secretPlace", is("c"));
        scim().queryParam("excludedAttributes", "secretPlace")
                .body(patch("{\"op\":\"replace\",\"path\":\"secretPlace\",\"value\":\"d\"}"))
                .patch(address)
                .then()
                .statusCode(200)
                .body("secretPlace", nullValue());
    }

    @Test
    void an_immutable_part_cannot_be_changed_by_a_put() {
        var body = "{\"key\":\"k\",\"lock\":{\"colour\":\"%s\",\"serial\":\"%s\"}}";
        address = endpoint + "/"
                + id(scim().body(body.formatted("red", "1")).post(endpoint).then());
        scim().body(body.formatted("red", "2"))
                .put(address)
                .then()
                .statusCode(400)
                .body("scimType", is("mutability"));
        scim().body("{\"key\":\"k\",\"lock\":{\"colour\":\"blue\"}}")
                .put(address)
                .then()
                .statusCode(200)
                .body("lock.colour", is("blue"), "lock.serial", is("1"));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"lock\",\"value\":{\"serial\":\"3\"}}"))
                .patch(address)
                .then()
                .statusCode(400)
                .body("scimType", is("mutability"));
    }
}
