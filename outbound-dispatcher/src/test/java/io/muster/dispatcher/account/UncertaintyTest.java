package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.attempts;
import static io.muster.dispatcher.account.Dispatcher.awaitActive;
import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.account.FaultyApplication.Fault;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not certain is read from the target; what cannot be decided waits for a person. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class UncertaintyTest {
    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final Connector wiki = Dispatcher.scim(TargetServers.wikiUrl());

    @BeforeEach
    void open() {
        FaultyApplication.wish(Fault.NONE);
        Dispatcher.applyTargets();
    }

    @AfterEach
    void close() {
        FaultyApplication.wish(Fault.NONE);
        wiki.close();
        feed.close();
        provisioning.close();
    }

    @Test
    void a_create_whose_answer_was_lost_is_found_again_and_not_made_twice() {
        FaultyApplication.wish(Fault.MUTE_ONCE, "carl.");
        String carl = joins("carl");
        soon(() -> account(carl, "wiki").body("items[0].status", equalTo("active")));
        assertThat(found(wiki, "userName", "carl." + carl)).hasSize(1);
        assertThat(awaitActive(wiki, carl, true).attributes())
                .containsEntry("userName", TextNode.valueOf("carl." + carl));
        attempts(carl, "wiki").body("items.action", contains("create")).body("items.outcome", contains("unknown"));
    }

    @Test
    void a_disable_that_the_target_only_claims_to_have_done_is_not_believed() {
        String dora = joins("dora");
        awaitActive(wiki, dora, true);
        soon(() -> account(dora, "wiki").body("items[0].status", equalTo("active")));
        FaultyApplication.wish(Fault.LYING);
        feed.user(dora, "dora." + dora, false);
        soon(() -> account(dora, "wiki")
                .body("items[0].status", equalTo("verify"))
                .body("items[0].reason", containsString("still active")));
        var failed = provisioning.awaitEvent(EventTypes.ACCOUNT_FAILED, dora);
        assertThat(failed.data().reason().text()).contains("still active");
        assertThat(types(dora)).doesNotContain(EventTypes.ACCOUNT_DISABLED);

        FaultyApplication.wish(Fault.NONE);
        awaitActive(wiki, dora, false);
        provisioning.awaitEvent(EventTypes.ACCOUNT_DISABLED, dora);
        soon(() -> account(dora, "wiki").body("items[0].status", equalTo("disabled")));
    }

    @Test
    void of_two_accounts_that_match_none_is_taken_until_a_person_has_decided() {
        String eve = Uuid7.next();
        var one = exists("eve1." + eve, eve);
        var other = exists("eve2." + eve, eve);
        feed.user(eve, "eve." + eve, true);
        feed.grant(eve, "wiki", "active");
        soon(() -> account(eve, "wiki")
                .body("items[0].status", equalTo("failed"))
                .body("items[0].reason", containsString("2 accounts match by externalId")));
        provisioning.awaitEvent(EventTypes.ACCOUNT_FAILED, eve);
        assertThat(found(wiki, "externalId", eve)).containsExactlyInAnyOrder(one, other);
        assertThat(found(wiki, "userName", "eve." + eve)).isEmpty();

        assertThat(wiki.delete(other.id())).isInstanceOf(Outcome.Applied.class);
        soon(() -> account(eve, "wiki")
                .body("items[0].status", equalTo("active"))
                .body("items[0].targetId", is(one.id().value())));
        soon(() -> assertThat(found(wiki, "userName", "eve." + eve))
                .extracting(TargetAccount::id)
                .containsExactly(one.id()));
        provisioning.awaitEvent(EventTypes.ACCOUNT_ADOPTED, eve);
    }

    @Test
    void an_account_of_this_name_that_is_somebody_elses_is_not_taken_over() {
        String fay = Uuid7.next();
        var others = exists("fay." + fay, "somebody-else-" + fay);
        feed.user(fay, "fay." + fay, true);
        feed.grant(fay, "wiki", "active");
        soon(() -> account(fay, "wiki")
                .body("items[0].status", equalTo("failed"))
                .body("items[0].reason", containsString("has another externalId")));
        assertThat(found(wiki, "userName", "fay." + fay)).containsExactly(others);
        assertThat(found(wiki, "externalId", fay)).isEmpty();
    }

    private String joins(String name) {
        String id = Uuid7.next();
        feed.user(id, name + "." + id, true);
        feed.grant(id, "wiki", "active");
        return id;
    }

    /** An account that was there before Muster. */
    private TargetAccount exists(String userName, String externalId) {
        var made = wiki.create(new NewAccount(
                true, Map.of("userName", TextNode.valueOf(userName), "externalId", TextNode.valueOf(externalId))));
        assertThat(made).isInstanceOf(Outcome.Applied.class);
        return found(wiki, "userName", userName).getFirst();
    }

    private List<String> types(String identity) {
        return provisioning.events(identity).stream().map(Event::type).toList();
    }
}
