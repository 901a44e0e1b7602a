package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster token issue|list|revoke} against something that answers as the gateway does. */
class TokenCommandsTest {
    private static final String ID = "0193e6a0-0000-7000-8000-000000000001";

    @TempDir
    Path directory;

    private final List<GatewayStandIn> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        started.add(GatewayStandIn.in(directory));
    }

    @AfterEach
    void stop() {
        started.forEach(GatewayStandIn::close);
    }

    private GatewayStandIn gateway() {
        return started.getFirst();
    }

    @Test
    void a_client_that_nobody_knows_has_the_scopes_that_are_said() throws IOException {
        assertThat(gateway().run("token", "--client", "payroll", "--scope", "scim:read"))
                .isZero();
        var claims = gateway().out().split("\\.", -1)[1];
        JsonNode token = Launcher.JSON.readTree(Base64.getUrlDecoder().decode(claims));
        assertThat(token.path("client_id").asText()).isEqualTo("payroll");
        assertThat(token.path("scope").asText()).isEqualTo("scim:read");
        assertThat(gateway().run("token", "--client", "payroll")).isEqualTo(1);
        assertThat(gateway().err()).contains("payroll has no usual scopes");
    }

    @Test
    void issue_prints_the_token_alone() throws IOException {
        gateway()
                .answers()
                .add(
                        "201 {\"token\":\"muster_scim_x\",\"id\":\"%s\",\"client\":\"entra\",\"expiresAt\":\"2027-01-01T00:00:00Z\"}"
                                .formatted(ID));
        var before = InstantSource.system().instant();

        assertThat(gateway().run("token", "issue", "--client", "entra", "--lifetime", "P10D", "--rate", "25"))
                .isZero();

        assertThat(gateway().out()).isEqualTo("muster_scim_x" + System.lineSeparator());
        assertThat(gateway().err()).contains(ID, "entra", "this once");
        assertThat(gateway().requests().getFirst()).startsWith("POST /tokens ");
        JsonNode asked = Launcher.JSON.readTree(gateway().requests().getFirst().substring("POST /tokens ".length()));
        assertThat(asked.path("client").asText()).isEqualTo("entra");
        assertThat(asked.path("scopes").toString()).isEqualTo("[\"scim:read\",\"scim:write\"]");
        assertThat(asked.path("requestsPerSecond").asInt()).isEqualTo(25);
        assertThat(asked.has("burst")).isFalse();
        assertThat(Duration.between(
                        before, Instant.parse(asked.path("expiresAt").asText())))
                .isBetween(
                        Duration.ofDays(10).minusSeconds(2), Duration.ofDays(10).plusMinutes(1));
    }

    @Test
    void what_the_gateway_refuses_is_said_with_its_reason() {
        gateway().answers().add("409 {\"detail\":\"The client entra has 2 active tokens.\"}");
        assertThat(gateway().run("token", "issue", "--client", "entra")).isEqualTo(1);
        assertThat(gateway().err()).contains("The client entra has 2 active tokens.");
        gateway()
                .answers()
                .add(
                        "400 {\"detail\":\"The request is not valid.\",\"errors\":[{\"field\":\"issue.request.client\",\"message\":\"must match\"}]}");
        assertThat(gateway().run("token", "issue", "--client", "two words")).isEqualTo(1);
        assertThat(gateway().err()).contains("issue.request.client: must match");
        assertThat(gateway().out()).isEmpty();
        assertThat(gateway().run("token", "issue")).as("no client").isEqualTo(2);
    }

    @Test
    void list_shows_all_pages() throws IOException {
        gateway()
                .answers()
                .add("200 {\"items\":[{\"id\":\"a\",\"client\":\"entra\",\"status\":\"active\"}],\"next\":\"c+1\"}");
        gateway().answers().add("200 {\"items\":[{\"id\":\"b\",\"client\":\"entra\",\"status\":\"active\"}]}");
        assertThat(gateway().run("token", "list", "--client", "entra", "--status", "active", "--json"))
                .isZero();
        assertThat(Launcher.JSON.readTree(gateway().out()).path("items").findValuesAsText("id"))
                .containsExactly("a", "b");
        assertThat(gateway().requests())
                .containsExactly(
                        "GET /tokens?limit=1000&client=entra&status=active ",
                        "GET /tokens?limit=1000&client=entra&status=active&cursor=c%2B1 ");
        gateway()
                .answers()
                .add(
                        "200 {\"items\":[{\"id\":\"a\",\"client\":\"entra\",\"status\":\"active\",\"scopes\":[\"scim:read\"]}]}");
        assertThat(gateway().run("token", "list")).isZero();
        assertThat(gateway().out()).contains("CLIENT", "entra", "scim:read", "never");
    }

    @Test
    void revoke_takes_an_id() {
        gateway().answers().add("204 ");
        assertThat(gateway().run("token", "revoke", ID)).isZero();
        assertThat(gateway().requests()).containsExactly("DELETE /tokens/" + ID + " ");
        assertThat(gateway().run("token", "revoke", "entra")).as("no id").isEqualTo(2);
        gateway().answers().add("404 {\"detail\":\"No token has this id.\"}");
        assertThat(gateway().run("token", "revoke", ID)).isEqualTo(1);
    }
}
