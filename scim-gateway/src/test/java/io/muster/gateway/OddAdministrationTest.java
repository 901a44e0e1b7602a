package io.muster.gateway;

import static io.muster.gateway.TokenCalls.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.muster.runtime.problem.Problem;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-meant client sends to the addresses beside SCIM's resources: refused with what is wrong, never a failure inside. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class OddAdministrationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/scim/v2/Bulk/%00",
                "/scim/v2/Bulk/a%00b",
                "/import/%00",
                "/import/a%00b",
                "/tokens/%00",
                "/admin/republications/%00",
                "/admin/schemas/%00"
            })
    void what_no_id_can_hold_is_not_found(String address) throws IOException {
        for (var method : List.of("GET", "DELETE")) {
            assertThat(send(method, address).status()).as(method).isEqualTo(404);
        }
    }

    @Test
    void rows_of_what_no_id_can_hold_are_not_found() throws IOException {
        assertThat(send("GET", "/import/%00/rows").status()).isEqualTo(404);
    }

    @Test
    void who_may_not_look_is_told_so_whatever_the_id_holds() throws IOException {
        assertThat(RawHttp.send("GET", "/import/%00", "scim:read").status()).isEqualTo(403);
    }

    private static RawHttp.Answer send(String method, String address) throws IOException {
        return RawHttp.send(method, address, "scim:read", "scim:write", "scim:admin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5", "99999999999", "0x10"})
    void a_limit_that_is_no_whole_number_is_a_bad_request_that_names_it(String limit) {
        for (var address : List.of("/tokens", "/import", "/import/1/rows", "/admin/republications")) {
            RestAssured.given()
                    .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write", "scim:admin"))
                    .queryParam("limit", limit)
                    .get(address)
                    .then()
                    .statusCode(400)
                    .contentType(Problem.MEDIA_TYPE)
                    .body("detail", is("\"limit\" must be a whole number."));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "",
                "--x",
                "--x\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"mapping\"; filename=\"m\"\r\n\r\na: 1",
                "--x\r\nContent-Disposition: form-data; name=\"mapping\"\r\nno header\r\n\r\na: 1\r\n--x--\r\n",
                "--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m\"\r\n\r\n%%%\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-9''m%zz\r\n\r\na\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''m%zz\r\n\r\na\r\n--x--\r\n",
                "--x\r\n\r\nno header at all\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--\r\n",
                "--x\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m\"\r\n\r\n=zz\r\n--x--\r\n",
                "--x\r\nContent-Type: text/plain; charset=nope\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\na: 1\r\n--x--\r\n"
            })
    void a_form_that_is_none_is_a_bad_request_that_says_what_is_expected(String body) {
        form("multipart/form-data; boundary=x", body);
    }

    @Test
    void a_form_without_a_boundary_is_a_bad_request() {
        form("multipart/form-data", "--x--\r\n");
    }

    private static void form(String contentType, String body) {
        RestAssured.given()
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("multipart/form-data", ContentType.TEXT)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write"))
                .contentType(contentType)
                .body(body)
                .post("/import")
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("detail", containsString("form"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "\\ud800"})
    void a_schema_with_what_cannot_be_stored_as_it_is_is_refused_by_the_place(String odd) {
        var urn = Contractors.urn(Contractors.name("odd"));
        admin().body("""
                        {"id":"%s","name":"odd","attributes":[{"name":"a","type":"string"},{"name":"b","type":"string","description":"%s"}]}""".formatted(urn, odd))
                .put("/admin/schemas/" + urn)
                .then()
                .statusCode(400)
                .body("errors[0].place", is("/attributes/1/description"));
        Scim.scim().get("/Schemas/" + urn).then().statusCode(404);
    }
}
