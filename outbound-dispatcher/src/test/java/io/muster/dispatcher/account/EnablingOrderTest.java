package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.awaitActive;
import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in again never has, not for a moment, what nobody grants him now: the target's own record of its writes. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class EnablingOrderTest {
    private final String kept = "kept-" + Uuid7.next();
    private final String taken = "taken-" + Uuid7.next();
    private final String added = "added-" + Uuid7.next();
    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final Connector codeHost = Dispatcher.scim(TargetServers.scimUrl());

    @BeforeEach
    void open() {
        Dispatcher.applyTargets();
    }

    @AfterEach
    void close() {
        codeHost.close();
        feed.close();
        provisioning.close();
    }

    @Test
    void who_is_enabled_again_has_lost_before_what_is_not_his_any_more() {
        String gina = Uuid7.next();
        feed.user(gina, "gina." + gina, true);
        feed.grant(gina, "code-host", "active", kept, taken);
        TargetId id = holds(gina, kept, taken);
        feed.grant(gina, "code-host", "disabled");
        awaitActive(codeHost, gina, false);
        soon(() -> account(gina, "code-host").body("items[0].status", equalTo("disabled")));

        int before = lastWrite();
        feed.grant(gina, "code-host", "active", kept, added);
        holds(gina, kept, added);
        assertThat(written(before, id)).containsExactly(group(taken), id.value(), group(added));

        // The events tell it in the order in which it was done.
        soon(() -> assertThat(provisioning.events(gina).stream()
                        .map(Event::type)
                        .skip(2)
                        .toList())
                .containsExactly(EventTypes.ACCOUNT_UPDATED, EventTypes.ACCOUNT_ENABLED, EventTypes.ACCOUNT_UPDATED));
        List<Event> events = provisioning.events(gina);
        assertThat(entitlements(events.get(2))).containsExactly(Set.of(kept, taken), Set.of(kept));
        assertThat(entitlements(events.get(4))).containsExactly(Set.of(kept), Set.of(added, kept));
    }

    @Test
    void a_disabled_account_that_is_taken_over_loses_what_is_not_its_persons_before_it_is_enabled() {
        String hugo = Uuid7.next();
        feed.user(hugo, "hugo." + hugo, true);
        feed.grant(hugo, "code-host", "active", taken);
        holds(hugo, taken);
        String ida = Uuid7.next();
        assertThat(codeHost.create(new NewAccount(false, Map.of("userName", TextNode.valueOf("ida." + ida)))))
                .isInstanceOf(Outcome.Applied.class);
        TargetId id = found(codeHost, "userName", "ida." + ida).getFirst().id();
        assertThat(codeHost.changeMembers(taken, Set.of(id), Set.of())).isInstanceOf(Outcome.Applied.class);

        int before = lastWrite();
        feed.user(ida, "ida." + ida, true);
        feed.grant(ida, "code-host", "active", added);
        assertThat(holds(ida, added)).isEqualTo(id);
        assertThat(written(before, id)).containsExactly(group(taken), id.value(), id.value(), group(added));
    }

    @Test
    void what_is_exchanged_in_an_account_that_stays_is_told_in_one_event() {
        String jan = Uuid7.next();
        feed.user(jan, "jan." + jan, true);
        feed.grant(jan, "code-host", "active", kept, taken);
        TargetId id = holds(jan, kept, taken);
        int before = lastWrite();
        feed.grant(jan, "code-host", "active", kept, added);
        holds(jan, kept, added);
        assertThat(written(before, id)).containsExactly(group(taken), group(added));
        Event updated = provisioning.awaitEvent(EventTypes.ACCOUNT_UPDATED, jan);
        assertThat(entitlements(updated)).containsExactly(Set.of(kept, taken), Set.of(added, kept));
        assertThat(provisioning.events(jan)).hasSize(2);
    }

    /** Waits until the account is usable, settled, and has these and no other of the three. */
    private TargetId holds(String identity, String... names) {
        TargetId id = awaitActive(codeHost, identity, true).id();
        soon(() -> assertThat(codeHost.entitlements(id, Set.of(kept, taken, added)))
                .isEqualTo(new Answer.Got<>(Set.of(names))));
        soon(() -> {
            var settled = account(identity, "code-host").extract().jsonPath();
            assertThat(settled.getString("items[0].status")).isEqualTo("active");
            assertThat(settled.getLong("items[0].appliedRevision"))
                    .isEqualTo(settled.getLong("items[0].desiredRevision"));
        });
        return id;
    }

    private static List<Set<String>> entitlements(Event event) {
        var change = event.data().changes().getFirst();
        assertThat(change.path()).isEqualTo("entitlements");
        return List.of(names(change.before()), names(change.after()));
    }

    private static Set<String> names(@Nullable JsonNode array) {
        var names = new TreeSet<String>();
        if (array != null) {
            array.forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** The account's and its groups' ids in the order in which the target received their writes. */
    private List<String> written(int after, TargetId account) {
        var ours = List.of(account.value(), group(taken), group(added));
        List<String> ids = writes(after).extract().path("items.id");
        return ids.stream().filter(ours::contains).toList();
    }

    private static int lastWrite() {
        return writes(0).extract().path("next");
    }

    private static ValidatableResponse writes(int after) {
        return given().auth()
                .oauth2(TargetServers.SECRET)
                .queryParam("after", after)
                .get(TargetServers.scimUrl().replace("/scim/v2", "/writes"))
                .then()
                .statusCode(200);
    }

    private static String group(String name) {
        return given().auth()
                .oauth2(TargetServers.SECRET)
                .queryParam("filter", "displayName eq \"" + name + "\"")
                .get(TargetServers.scimUrl() + "/Groups")
                .then()
                .statusCode(200)
                .extract()
                .path("Resources[0].id");
    }
}
