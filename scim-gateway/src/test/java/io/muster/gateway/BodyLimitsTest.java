package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies and resources have a size, bulk requests a number of operations: at the limit they are taken, one further refused. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class BodyLimitsTest {
    private static final int BODY = 1024 * 1024;
    private static final int BULK_BODY = 8 * 1024 * 1024;
    private static final int RESOURCE = 64 * 1024;
    private static final int OPERATIONS = 1_000;
    /** More than the server reads of any request. */
    private static final int HUGE = 20 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_body_of_one_mebibyte_is_read_and_a_byte_more_is_refused_on_every_address() {
        scim().body(padded(user(unique("body")), BODY)).post("/Users").then().statusCode(201);
        tooLarge(scim().body(padded(user(unique("body")), BODY + 1)).post("/Users"), "1048576");
        var id = createUser(user(unique("body")));
        var title = patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"T\"}");
        scim().body(padded(title, BODY)).patch("/Users/" + id).then().statusCode(200);
        tooLarge(scim().body(padded(title, BODY + 1)).patch("/Users/" + id), "1048576");
        tooLarge(scim().body(padded(user("x"), BODY + 1)).put("/Users/" + id), "1048576");
        scim().body(padded("{\"count\":0}", BODY)).post("/Users/.search").then().statusCode(200);
        tooLarge(scim().body(padded("{\"count\":0}", BODY + 1)).post("/Users/.search"), "1048576");
        tooLarge(scim().body(padded("{\"count\":0}", BODY + 1)).post("/.search"), "1048576");
    }

    @Test
    void a_bulk_request_may_have_eight_mebibytes() {
        scim().body(padded(bulk(1), BULK_BODY)).post("/Bulk").then().statusCode(200);
        tooLarge(scim().body(padded(bulk(1), BULK_BODY + 1)).post("/Bulk"), "8388608");
    }

    @Test
    void a_bulk_request_may_have_a_thousand_operations() {
        scim().body(bulk(OPERATIONS))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations", hasSize(OPERATIONS))
                .body("Operations.status", everyItem(is("404")));
        tooLarge(scim().body(bulk(OPERATIONS + 1)).post("/Bulk"), "1000");
    }

    @Test
    void a_resource_of_sixty_four_kibibytes_can_be_kept_and_changed() throws JsonProcessingException {
        var name = unique("large");
        var large = ofSize(name, RESOURCE);
        var id = createUser(large);
        // What the server adds, such as the id, is not on the client's account.
        scim().body(large).put("/Users/" + id).then().statusCode(200).header("ETag", "W/\"1\"");
        scim().body(patch("{\"op\":\"replace\",\"path\":\"active\",\"value\":true}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(413);
        scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"small\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        tooLarge(scim().body(ofSize(unique("large"), RESOURCE + 1)).post("/Users"), "65536");
        tooLarge(scim().body(ofSize(name, RESOURCE + 1)).put("/Users/" + id), "65536");
    }

    @ParameterizedTest
    @CsvSource({"/Users,false,1048576", "/Users,true,1048576", "/Bulk,false,8388608", "/Bulk,true,8388608"})
    void a_body_that_is_never_read_is_answered_all_the_same(String address, boolean chunked, String limit)
            throws Exception {
        var answer = RawHttp.sendBody("/scim/v2" + address, padded("{}", HUGE), chunked, "scim:write");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers()).containsEntry("content-type", Scim.MEDIA).containsEntry("connection", "close");
        var error = JSON.readTree(answer.body());
        assertThat(error.path("schemas").path(0).asText()).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
        assertThat(error.path("status").asText()).isEqualTo("413");
        assertThat(error.path("detail").asText()).contains(limit);
    }

    private static void tooLarge(io.restassured.response.Response answer, String limit) {
        ValidatableResponse refused = answer.then();
        refused.statusCode(413)
                .contentType(Scim.MEDIA)
                .body("schemas", is(List.of("urn:ietf:params:scim:api:messages:2.0:Error")))
                .body("status", is("413"))
                .body("detail", containsString(limit));
    }

    /** The same JSON with blanks behind it up to so many bytes. */
    private static String padded(String json, int bytes) {
        return json + " ".repeat(bytes - json.getBytes(StandardCharsets.UTF_8).length);
    }

    private static String bulk(int operations) {
        var operation = "{\"method\":\"DELETE\",\"path\":\"/Users/0190aaaa-0000-7000-8000-000000000000\"}";
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[%s]}"
                .formatted(String.join(",", Collections.nCopies(operations, operation)));
    }

    /** A user whose document, as it is kept, has so many bytes. */
    private static String ofSize(String name, int bytes) throws JsonProcessingException {
        var empty =
                Resources.forCreate(SchemaRegistry.builtIn().user(), JSON.readTree(userWith(name, "\"title\":\"\"")));
        var title = "x".repeat(bytes - JSON.writeValueAsBytes(empty).length);
        return userWith(name, "\"title\":\"" + title + "\"");
    }
}
