package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.applyTargets;
import static io.muster.dispatcher.account.Dispatcher.reconcile;
import static io.muster.dispatcher.account.Dispatcher.within;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.connector.ldap.LdapConnector;
import io.muster.dispatcher.connector.ldap.LdapSettings;
import io.muster.dispatcher.connector.scim.ScimConnector;
import io.muster.dispatcher.connector.scim.ScimSettings;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.stack.targets.DirectoryServer;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events in, accounts in the two real targets out. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class ProvisioningTest {

    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final Connector codeHost = new ScimConnector(new ScimSettings(
            URI.create(TargetServers.scimUrl()),
            TargetServers.SECRET,
            List.of("userName", "externalId", "displayName", "title"),
            Duration.ofSeconds(5)));
    private final Connector directory = new LdapConnector(new LdapSettings(
            URI.create(TargetServers.ldapUrl()),
            DirectoryServer.BASE_DN,
            DirectoryServer.BIND_DN,
            TargetServers.SECRET,
            List.of("uid", "employeeNumber", "cn"),
            Duration.ofSeconds(5)));

    @BeforeEach
    void targetsAreApplied() {
        applied(Map.of("targets.yaml", TargetServers.DOCUMENTS), 200);
    }

    @AfterEach
    void close() {
        feed.close();
        provisioning.close();
        codeHost.close();
        directory.close();
    }

    @Test
    void a_joiner_gets_an_account_with_entitlements_in_both_targets_and_a_leaver_loses_them() {
        String alice = Uuid7.next();
        feed.grant(alice, "code-host", "active", "developer");
        feed.grant(alice, "directory", "active", "staff");
        feed.user(alice, "alice." + alice, true);
        TargetAccount there = awaitActive(codeHost, "externalId", alice, true);
        assertThat(there.attributes())
                .containsEntry("userName", TextNode.valueOf("alice." + alice))
                .containsEntry("displayName", TextNode.valueOf("Alice Martin"));
        TargetAccount entry = awaitActive(directory, "employeeNumber", alice, true);
        awaitEntitlements(codeHost, there.id(), "developer");
        awaitEntitlements(directory, entry.id(), "staff");
        Event created = provisioning.awaitEvent(EventTypes.ACCOUNT_CREATED, alice);
        assertThat(created.causationId()).isNotNull();
        assertThat(details(created).path("targetId").asText()).isNotBlank();

        feed.user(alice, "alice." + alice, false); // also without a word from the workflows
        assertThat(awaitActive(codeHost, "externalId", alice, false).id()).isEqualTo(there.id());
        assertThat(awaitActive(directory, "employeeNumber", alice, false).id()).isEqualTo(entry.id());
        provisioning.awaitEvent(EventTypes.ACCOUNT_DISABLED, alice);

        feed.user(alice, "alice." + alice, true);
        assertThat(awaitActive(codeHost, "externalId", alice, true).id()).isEqualTo(there.id());

        feed.grant(alice, "code-host", "absent");
        awaitAbsent(codeHost, "externalId", alice);
        provisioning.awaitEvent(EventTypes.ACCOUNT_DELETED, alice);
        given().auth()
                .oauth2(Tokens.with("provisioning:read"))
                .get("/accounts?identity=" + alice + "&target=code-host")
                .then()
                .statusCode(200)
                .body("items[0].status", org.hamcrest.Matchers.is("absent"));
    }

    @Test
    void a_rename_keeps_the_account_and_an_account_that_exists_is_adopted() {
        String bob = Uuid7.next();
        codeHost.create(new io.muster.dispatcher.connector.NewAccount(
                true, Map.of("userName", TextNode.valueOf("bob." + bob))));
        TargetId id = found(codeHost, "userName", "bob." + bob).orElseThrow().id();
        feed.user(bob, "bob." + bob, true);
        feed.grant(bob, "code-host", "active", "developer");
        assertThat(awaitActive(codeHost, "externalId", bob, true).id()).isEqualTo(id);
        provisioning.awaitEvent(EventTypes.ACCOUNT_ADOPTED, bob);

        feed.user(bob, "robert." + bob, true);
        within(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(found(codeHost, "userName", "robert." + bob))
                        .map(TargetAccount::id)
                        .contains(id));
    }

    /** A changed target makes every one of its accounts due: what is the same must be seen as the same. */
    @Test
    void the_same_targets_applied_again_are_no_change() {
        applyTargets();
        applyTargets().body("changed", empty(), "added", empty(), "removed", empty());
    }

    @Test
    void an_entitlement_that_is_taken_is_gone_and_the_account_stays() {
        String carol = Uuid7.next();
        feed.user(carol, "carol." + carol, true);
        feed.grant(carol, "code-host", "active", "developer", "maintainer");
        TargetAccount account = awaitActive(codeHost, "externalId", carol, true);
        awaitEntitlements(codeHost, account.id(), "developer", "maintainer");
        feed.grant(carol, "code-host", "active", "developer");
        awaitEntitlements(codeHost, account.id(), "developer");
        assertThat(found(codeHost, "externalId", carol))
                .map(TargetAccount::active)
                .contains(true);
    }

    @Test
    void what_was_changed_by_hand_in_a_target_is_put_back_by_a_reconciliation() {
        String dave = Uuid7.next();
        feed.user(dave, "dave." + dave, true);
        feed.grant(dave, "code-host", "active", "developer");
        feed.grant(dave, "directory", "active");
        TargetAccount account = awaitActive(codeHost, "externalId", dave, true);
        TargetAccount entry = awaitActive(directory, "employeeNumber", dave, true);
        awaitSettled(dave);
        codeHost.update(account.id(), Map.of("displayName", TextNode.valueOf("Mallory")));
        codeHost.changeMembers("developer", Set.of(), Set.of(account.id()));
        directory.delete(entry.id());
        reconcile("code-host");
        reconcile("directory");
        within(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(found(codeHost, "externalId", dave).orElseThrow().attributes())
                    .containsEntry("displayName", TextNode.valueOf("Alice Martin"));
            assertThat(found(directory, "employeeNumber", dave)).isPresent();
        });
        awaitEntitlements(codeHost, account.id(), "developer");
        provisioning.awaitEvent(EventTypes.DRIFT_DETECTED, dave);
    }

    @Test
    void a_document_with_a_mistake_is_refused_with_its_place_and_nothing_is_applied() {
        String broken = TargetServers.DOCUMENTS.replace("value: user.id", "value: user.id +");
        applied(Map.of("broken.yaml", broken), 400)
                .body("errors[0].file", org.hamcrest.Matchers.is("broken.yaml"))
                .body("errors[0].line", org.hamcrest.Matchers.greaterThan(5));
        applied(
                        Map.of(
                                "unknown.yaml",
                                TargetServers.DOCUMENTS.replace("connector: scim", "connector: scim\n  colour: red")),
                        400)
                .body("errors[0].message", org.hamcrest.Matchers.containsString("colour"));
        applied(Map.of("none.yaml", "kind: Application\n"), 409);
    }

    private static io.restassured.response.ValidatableResponse applied(Map<String, String> files, int status) {
        List<Map<String, String>> list = files.entrySet().stream()
                .map(file -> Map.of("name", file.getKey(), "content", file.getValue()))
                .toList();
        return given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .contentType(ContentType.JSON)
                .body(Map.of("files", list))
                .put("/targets")
                .then()
                .statusCode(status);
    }

    private static void awaitSettled(String identity) {
        within(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(given().auth()
                                .oauth2(Tokens.with("provisioning:read"))
                                .get("/accounts?identity=" + identity)
                                .jsonPath()
                                .getList("items.status"))
                        .containsOnly("active"));
    }

    private static TargetAccount awaitActive(Connector target, String attribute, String value, boolean active) {
        within(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(found(target, attribute, value))
                        .map(TargetAccount::active)
                        .contains(active));
        return found(target, attribute, value).orElseThrow();
    }

    private static void awaitAbsent(Connector target, String attribute, String value) {
        within(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(found(target, attribute, value)).isEmpty());
    }

    private static void awaitEntitlements(Connector target, TargetId id, String... names) {
        Set<String> asked = Set.of("developer", "maintainer", "staff");
        within(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(target.entitlements(id, asked)).isEqualTo(new Answer.Got<>(Set.of(names))));
    }

    private static Optional<TargetAccount> found(Connector target, String attribute, String value) {
        return switch (target.search(Map.of(attribute, TextNode.valueOf(value)))) {
            case Answer.Got<List<TargetAccount>>(List<TargetAccount> hits) ->
                hits.stream().findFirst();
            case Answer.Failed<List<TargetAccount>> failed -> throw new AssertionError(failed);
        };
    }

    private static JsonNode details(Event event) {
        ObjectNode details = event.data().details();
        assertThat(details).isNotNull();
        return java.util.Objects.requireNonNull(details);
    }
}
