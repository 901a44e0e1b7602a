package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.muster.dispatcher.connector.AccountPage;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dispatcher without a memory takes its accounts again as they are. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
@WithTestResource(KnownCompany.class)
class WipedDatabaseTest {
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final Connector wiki = Dispatcher.scim(TargetServers.wikiUrl());

    @AfterEach
    void close() {
        wiki.close();
        provisioning.close();
    }

    @Test
    void all_accounts_are_adopted_none_is_made_twice_and_nobody_is_disabled() {
        var before = accounts();
        assertThat(before).hasSize(KnownCompany.PEOPLE + 2);
        Dispatcher.applyTargets();
        var people = IntStream.range(0, KnownCompany.PEOPLE)
                .mapToObj(KnownCompany::id)
                .toList();
        people.forEach(id -> soon(() -> account(id, "wiki").body("items[0].status", equalTo("active"))));
        soon(() -> account(KnownCompany.SUSPENDED, "wiki").body("items[0].status", equalTo("disabled")));
        soon(() -> account(KnownCompany.REVOKED, "wiki").body("items[0].status", equalTo("absent")));

        assertThat(accounts()).isEqualTo(before);
        for (var id : people) {
            var targetId = found(wiki, "externalId", id).getFirst().id();
            assertThat(wiki.entitlements(targetId, Set.of("editor"))).isEqualTo(new Answer.Got<>(Set.of("editor")));
            provisioning.awaitEvent(EventTypes.ACCOUNT_ADOPTED, id);
        }
        var suspended = provisioning.awaitEvent(EventTypes.ACCOUNT_ADOPTED, KnownCompany.SUSPENDED);
        assertThat(Objects.requireNonNull(suspended.data().details())
                        .at("/account/active")
                        .asText())
                .isEqualTo("false");
        assertThat(provisioning.all())
                .extracting(record -> KafkaProbe.event(record).type())
                .containsOnly(EventTypes.ACCOUNT_ADOPTED);
    }

    private List<TargetAccount> accounts() {
        if (wiki.page(Optional.empty()) instanceof Answer.Got<AccountPage>(AccountPage page)
                && page.next().isEmpty()) {
            return page.accounts().stream()
                    .sorted(Comparator.comparing(account -> account.id().value()))
                    .toList();
        }
        throw new AssertionError("the wiki does not show its accounts on one page");
    }
}
