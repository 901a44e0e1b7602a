package io.muster.dispatcher.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.scim.ScimConnector;
import io.muster.dispatcher.connector.scim.ScimSettings;
import io.muster.testing.Tokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** The dispatcher as an operator sees it, and its targets as their own users do. */
final class Dispatcher {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(50);

    private Dispatcher() {}

    /** Applies the documents, and says what came of it. */
    static ValidatableResponse applyTargets() {
        return given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .contentType(ContentType.JSON)
                .body(Map.of("files", List.of(Map.of("name", "targets.yaml", "content", TargetServers.DOCUMENTS))))
                .put("/targets")
                .then()
                .statusCode(200);
    }

    static ValidatableResponse release(String target) {
        return given().auth()
                .oauth2(Tokens.client("operator", "provisioning:write"))
                .post("/targets/" + target + "/release")
                .then();
    }

    static void reconcile(String target) {
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .post("/targets/" + target + "/reconciliation")
                .then()
                .statusCode(202);
    }

    static ValidatableResponse target(String name) {
        return get("/targets/" + name);
    }

    static ValidatableResponse account(String identity, String target) {
        return get("/accounts?identity=" + identity + "&target=" + target);
    }

    static ValidatableResponse attempts(String identity, String target) {
        return get("/attempts?identity=" + identity + "&target=" + target);
    }

    private static ValidatableResponse get(String path) {
        return given().auth()
                .oauth2(Tokens.with("provisioning:read"))
                .get(path)
                .then()
                .statusCode(200);
    }

    static void soon(ThrowingRunnable assertion) {
        within(PATIENCE).untilAsserted(assertion);
    }

    /** Looks at once and then often: what is so already costs no wait. */
    static ConditionFactory within(Duration patience) {
        return await().pollDelay(Duration.ZERO).pollInterval(LOOK).atMost(patience);
    }

    /** All accounts of a target in which the attribute has this value. */
    static List<TargetAccount> found(Connector target, String attribute, String value) {
        return switch (target.search(Map.of(attribute, TextNode.valueOf(value)))) {
            case Answer.Got<List<TargetAccount>>(List<TargetAccount> hits) -> hits;
            case Answer.Failed<List<TargetAccount>> failed -> throw new AssertionError(failed);
        };
    }

    static TargetAccount awaitActive(Connector target, String identity, boolean active) {
        soon(() -> assertThat(found(target, "externalId", identity))
                .extracting(TargetAccount::active)
                .containsExactly(active));
        return found(target, "externalId", identity).getFirst();
    }

    /** A hand on a SCIM application that does not go through Muster. */
    static ScimConnector scim(String url) {
        return new ScimConnector(new ScimSettings(
                URI.create(url),
                TargetServers.SECRET,
                List.of("userName", "externalId", "displayName", "title"),
                Duration.ofSeconds(5)));
    }
}
