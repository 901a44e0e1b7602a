package io.muster.gateway;

import static io.muster.gateway.Scim.scim;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Bulk requests that are answered before they are done. */
final class Async {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Async() {}

    static String creation(String bulkId, String data) {
        return "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"%s\",\"data\":%s}".formatted(bulkId, data);
    }

    static String operation(String method, String id, String data) {
        return "{\"method\":\"%s\",\"path\":\"/Users/%s\"%s}"
                .formatted(method, id, data.isEmpty() ? "" : ",\"data\":" + data);
    }

    static String circular(String own, String other, String name) {
        return "{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"%s\",\"data\":{\"displayName\":\"%s\",\"members\":[{\"value\":\"bulkId:%s\"}]}}"
                .formatted(own, name, other);
    }

    static String body(int failOnErrors, String... operations) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],%s\"Operations\":[%s]}"
                .formatted(
                        failOnErrors > 0 ? "\"failOnErrors\":" + failOnErrors + "," : "",
                        Arrays.stream(operations).collect(Collectors.joining(",")));
    }

    static ValidatableResponse post(RequestSpecification client, String prefer, String body) {
        return client.header("Prefer", prefer).body(body).post("/Bulk").then();
    }

    /** The id of a request that is accepted; its answer is as RFC 9967 §2.5.1.1 says. */
    static String accepted(String... operations) {
        return accepted(scim(), 0, operations);
    }

    static String accepted(RequestSpecification client, int failOnErrors, String... operations) {
        var answer = post(client, "respond-async", body(failOnErrors, operations))
                .statusCode(202)
                .body(is(""))
                .header("Preference-Applied", "respond-async");
        var id = answer.extract().header("Set-Txn");
        answer.header("Location", endsWith("/scim/v2/Bulk/" + id));
        return id;
    }

    static ValidatableResponse status(String id) {
        return scim().get("/Bulk/" + id).then();
    }

    /** The result, once it is there. */
    static ValidatableResponse result(String id) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> status(id).statusCode(200));
        return status(id).body("schemas[0]", equalTo("urn:ietf:params:scim:api:messages:2.0:BulkResponse"));
    }
}
