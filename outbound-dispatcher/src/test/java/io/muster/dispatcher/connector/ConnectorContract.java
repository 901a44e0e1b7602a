package io.muster.dispatcher.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every connector promises; each implementation's test inherits it.
 *
 * @param <T> the kind of target that it is tested against
 */
public abstract class ConnectorContract<T extends AutoCloseable> {
    protected static final Duration TIMEOUT = Duration.ofSeconds(5);
    protected static final String SECRET = "a-secret";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @SuppressWarnings("NullAway.Init") // started before each test
    private T target;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Connector connector;

    /** Starts a target that is empty and takes {@link #SECRET}. */
    protected abstract T start(Path directory) throws Exception;

    /** Where a started target is. */
    protected abstract String url(T target);

    /** Where a target would be that has this port. */
    protected abstract String url(int port);

    protected abstract Connector connector(String url, String secret, Duration timeout);

    /** The attribute that names an account, and the one that holds Muster's id. */
    protected abstract String name();

    protected abstract String externalId();

    /** What an account with this name and id needs in this kind of target. */
    protected abstract Map<String, JsonNode> account(String name, String id);

    /** An attribute that may be changed and emptied. */
    protected abstract String title();

    @BeforeEach
    void open() throws Exception {
        target = start(directory);
        connector = connector(url(target), SECRET, TIMEOUT);
    }

    @AfterEach
    void close() throws Exception {
        connector.close();
        target.close();
    }

    @Test
    void what_was_created_can_be_found_by_each_attribute_and_read() {
        TargetAccount made = create("zoe.müller", "u-1");
        assertThat(connector.read(made.id())).isEqualTo(got(Optional.of(made)));
        assertThat(ids(Map.of(externalId(), TextNode.valueOf("u-1")))).containsExactly(made.id());
        assertThat(ids(Map.of(name(), TextNode.valueOf("zoe.müller")))).containsExactly(made.id());
        assertThat(ids(Map.of(name(), TextNode.valueOf("zoe.müller"), externalId(), TextNode.valueOf("u-2"))))
                .isEmpty();
        assertThat(made.active()).isTrue();
        assertThat(made.attributes()).containsAllEntriesOf(account("zoe.müller", "u-1"));
    }

    @Test
    void quotes_and_wildcards_in_a_value_are_only_a_value() {
        create("o'neil", "u-1");
        assertThat(ids(Map.of(name(), TextNode.valueOf("x) or (userName pr")))).isEmpty();
        assertThat(ids(Map.of(name(), TextNode.valueOf("*")))).isEmpty();
        assertThat(ids(Map.of(name(), TextNode.valueOf("o'neil")))).hasSize(1);
    }

    @Test
    void a_taken_name_is_a_conflict_and_nothing_is_made() {
        create("alice", "u-1");
        assertThat(connector.create(new NewAccount(true, account("ALICE", "u-2"))))
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(page()).hasSize(1);
    }

    @Test
    void an_update_changes_what_it_names_and_a_second_one_nothing() {
        TargetAccount made = create("alice", "u-1");
        Map<String, JsonNode> changes = Map.of(title(), TextNode.valueOf("Head of Things"));
        assertThat(connector.update(made.id(), changes)).isInstanceOf(Outcome.Applied.class);
        assertThat(read(made.id()).attributes())
                .containsAllEntriesOf(changes)
                .containsAllEntriesOf(account("alice", "u-1"));
        assertThat(connector.update(made.id(), changes)).isInstanceOf(Outcome.Unchanged.class);
        assertThat(connector.update(made.id(), Map.of(title(), NullNode.instance)))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(read(made.id()).attributes()).doesNotContainKey(title());
    }

    @Test
    void a_rename_keeps_the_account_and_its_entitlements() {
        TargetAccount made = create("alice.martin", "u-1");
        assertThat(connector.changeMembers("developer", Set.of(made.id()), Set.of()))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(connector.update(made.id(), Map.of(name(), TextNode.valueOf("alice.durand"))))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(read(made.id()).attributes().get(name())).isEqualTo(TextNode.valueOf("alice.durand"));
        assertThat(connector.entitlements(made.id(), Set.of("developer"))).isEqualTo(got(Set.of("developer")));
    }

    @Test
    void disabling_keeps_everything_and_enabling_brings_it_back() {
        TargetAccount made = create("alice", "u-1");
        connector.changeMembers("developer", Set.of(made.id()), Set.of());
        assertThat(connector.setActive(made.id(), false)).isInstanceOf(Outcome.Applied.class);
        assertThat(read(made.id()).active()).isFalse();
        assertThat(ids(Map.of(externalId(), TextNode.valueOf("u-1")))).containsExactly(made.id());
        assertThat(connector.setActive(made.id(), true)).isInstanceOf(Outcome.Applied.class);
        assertThat(read(made.id())).isEqualTo(made);
        assertThat(connector.entitlements(made.id(), Set.of("developer"))).isEqualTo(got(Set.of("developer")));
    }

    @Test
    void what_was_deleted_is_missing() {
        TargetAccount made = create("alice", "u-1");
        connector.changeMembers("developer", Set.of(made.id()), Set.of());
        assertThat(connector.delete(made.id())).isInstanceOf(Outcome.Applied.class);
        assertThat(connector.read(made.id())).isEqualTo(got(Optional.empty()));
        assertThat(connector.delete(made.id())).isInstanceOf(Outcome.Missing.class);
        assertThat(connector.setActive(made.id(), false)).isInstanceOf(Outcome.Missing.class);
        assertThat(connector.update(made.id(), Map.of(title(), TextNode.valueOf("x"))))
                .isInstanceOf(Outcome.Missing.class);
        assertThat(page()).isEmpty();
    }

    @Test
    void an_entitlement_is_made_when_it_is_needed_and_members_come_and_go_idempotently() {
        TargetAccount alice = create("alice", "u-1");
        TargetAccount bob = create("bob", "u-2");
        assertThat(connector.changeMembers("maintainer", Set.of(), Set.of(bob.id())))
                .isInstanceOf(Outcome.Unchanged.class);
        connector.changeMembers("maintainer", Set.of(alice.id(), bob.id()), Set.of());
        assertThat(connector.changeMembers("maintainer", Set.of(alice.id()), Set.of()))
                .isInstanceOfAny(Outcome.Applied.class, Outcome.Unchanged.class);
        assertThat(members("maintainer")).isEqualTo(Set.of(alice.id(), bob.id()));
        connector.changeMembers("maintainer", Set.of(), Set.of(alice.id()));
        assertThat(connector.changeMembers("maintainer", Set.of(), Set.of(alice.id())))
                .isInstanceOfAny(Outcome.Applied.class, Outcome.Unchanged.class);
        assertThat(members("maintainer")).isEqualTo(Set.of(bob.id()));
        connector.changeMembers("maintainer", Set.of(), Set.of(bob.id()));
        assertThat(connector.entitlements(bob.id(), Set.of("maintainer", "unheard-of")))
                .isEqualTo(got(Set.of()));
    }

    @Test
    void all_accounts_are_paged_disabled_ones_too() {
        List<TargetId> made = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            made.add(create("person" + i, "u-" + i).id());
        }
        connector.setActive(made.getFirst(), false);
        assertThat(page()).extracting(TargetAccount::id).containsExactlyInAnyOrderElementsOf(made);
        assertThat(page()).filteredOn(account -> !account.active()).hasSize(1);
    }

    @Test
    void a_wrong_credential_is_told_as_such() {
        try (Connector stranger = connector(url(target), "wrong", TIMEOUT)) {
            assertThat(stranger.probe()).satisfies(this::isUnauthorized);
            assertThat(stranger.create(new NewAccount(true, account("eve", "u-9"))))
                    .isInstanceOf(Outcome.Unauthorized.class);
        }
        assertThat(connector.probe()).isEqualTo(got(true));
    }

    private void isUnauthorized(Answer<Boolean> answer) {
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(((Answer.Failed<Boolean>) answer).trouble()).isInstanceOf(Outcome.Unauthorized.class);
    }

    @Test
    void nobody_there_means_that_nothing_was_done() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (Connector nobody = connector(url(port), SECRET, Duration.ofSeconds(2))) {
            assertThat(nobody.create(new NewAccount(true, account("alice", "u-1"))))
                    .isInstanceOf(Outcome.Unreachable.class);
        }
    }

    private TargetAccount create(String name, String id) {
        Outcome outcome = connector.create(new NewAccount(true, account(name, id)));
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return ((Outcome.Applied) outcome).after().orElseThrow();
    }

    private TargetAccount read(TargetId id) {
        return value(connector.read(id)).orElseThrow();
    }

    private List<TargetId> ids(Map<String, JsonNode> equal) {
        return value(connector.search(new LinkedHashMap<>(equal))).stream()
                .map(TargetAccount::id)
                .toList();
    }

    private Set<TargetId> members(String entitlement) {
        Set<TargetId> members = value(connector.members(Set.of(entitlement))).get(entitlement);
        return members == null ? Set.of() : members;
    }

    private List<TargetAccount> page() {
        List<TargetAccount> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            AccountPage page = value(connector.page(cursor));
            all.addAll(page.accounts());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    private static <T> Answer<T> got(T value) {
        return new Answer.Got<>(value);
    }

    private static <T> T value(Answer<T> answer) {
        return switch (answer) {
            case Answer.Got<T>(T value) -> value;
            case Answer.Failed<T>(Outcome.Trouble trouble) -> throw new AssertionError(trouble);
        };
    }
}
