package io.muster.dispatcher.connector.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyDNRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyDNResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Names that one person had and another one gets, in a directory without referential integrity: what it is told to
 * change it changes, and groups keep names that nobody has any more.
 */
class FreedNamesTest {
    private static final String BASE = "dc=kartapuce,dc=example";
    private static final String BIND = "cn=provisioning," + BASE;
    private static final String PASSWORD = "a-secret-of-the-test";
    private static final String PAYMENTS = "cn=payments,ou=groups," + BASE;
    private static final String ALICE = "uid=alice,ou=people," + BASE;
    private static final String BOB = "uid=bob,ou=people," + BASE;

    /** With at least one member, as RFC 4519 §3.5 has it; the server's own schema is lenient. */
    private static final String GROUP_OF_NAMES =
            "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ cn ) MAY ( description $ o $ ou ) )";

    private final Recorder recorder = new Recorder();

    @SuppressWarnings("NullAway.Init") // started before each test
    private InMemoryDirectoryServer directory;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private LdapConnector connector;

    /** What the directory was told to write, in order. */
    private static final class Recorder extends InMemoryOperationInterceptor {
        private final List<String> writes = new CopyOnWriteArrayList<>();
        private volatile @Nullable Operation afterMove;

        interface Operation {
            void run() throws LDAPException;
        }

        @Override
        public void processAddRequest(InMemoryInterceptedAddRequest request) {
            writes.add("add " + request.getRequest().getDN());
        }

        @Override
        public void processModifyRequest(InMemoryInterceptedModifyRequest request) {
            writes.add("modify " + request.getRequest().getDN());
        }

        @Override
        public void processModifyDNRequest(InMemoryInterceptedModifyDNRequest request) {
            writes.add("move " + request.getRequest().getDN());
        }

        @Override
        public void processModifyDNResult(InMemoryInterceptedModifyDNResult result) {
            var operation = afterMove;
            if (operation != null) {
                try {
                    operation.run();
                } catch (LDAPException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @BeforeEach
    void start() throws LDAPException {
        var config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(BIND, PASSWORD);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addInMemoryOperationInterceptor(recorder);
        config.setSchema(Schema.mergeSchemas(
                Schema.getDefaultStandardSchema(),
                new Schema(new Entry(
                        "cn=schema",
                        new Attribute("objectClass", "top", "ldapSubentry", "subschema"),
                        new Attribute("objectClasses", GROUP_OF_NAMES)))));
        directory = new InMemoryDirectoryServer(config);
        hasByHand("dn: " + BASE, "objectClass: top", "objectClass: domain", "dc: kartapuce");
        for (var unit : List.of("people", "disabled", "groups")) {
            hasByHand("dn: ou=" + unit + "," + BASE, "objectClass: organizationalUnit", "ou: " + unit);
        }
        directory.startListening();
        connector = new LdapConnector(new LdapSettings(
                URI.create("ldap://127.0.0.1:" + directory.getListenPort()),
                BASE,
                BIND,
                PASSWORD,
                List.of("uid", "cn", "sn", "employeeNumber"),
                Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        connector.close();
        directory.shutDown(true);
    }

    @Test
    void a_new_account_does_not_inherit_the_groups_of_whoever_had_its_name_before() throws LDAPException {
        aliceIsInPaymentsAndGetsAnotherNameByHand();
        recorder.writes.clear();
        TargetId other = create("alice", "u-2");
        assertThat(recorder.writes).containsExactly("modify " + PAYMENTS, "add " + ALICE);
        assertThat(held(other)).isEmpty();
        assertThat(connector.members(Set.of("payments"))).isEqualTo(new Answer.Got<>(Map.of("payments", Set.of())));
    }

    @Test
    void who_is_renamed_to_a_freed_name_keeps_his_own_groups_and_inherits_none() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        connector.changeMembers("staff", Set.of(bob), Set.of());
        aliceIsInPaymentsAndGetsAnotherNameByHand();
        recorder.writes.clear();
        assertThat(connector.update(bob, Map.of("uid", TextNode.valueOf("alice"))))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(recorder.writes)
                .containsExactly("modify " + PAYMENTS, "move " + BOB, "modify cn=staff,ou=groups," + BASE);
        assertThat(held(bob)).containsExactly("staff");
    }

    @Test
    void who_is_enabled_again_does_not_inherit_what_his_name_has_got_meanwhile() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        aliceIsInPaymentsAndGetsAnotherNameByHand();
        connector.setActive(bob, false);
        addByHand(PAYMENTS, BOB);
        recorder.writes.clear();
        assertThat(connector.setActive(bob, true)).isInstanceOf(Outcome.Applied.class);
        assertThat(recorder.writes).containsExactly("modify " + PAYMENTS, "move uid=bob,ou=disabled," + BASE);
        assertThat(held(bob)).isEmpty();
    }

    @Test
    void a_disabled_account_is_disabled_first_and_inherits_nothing_either() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        aliceIsInPaymentsAndGetsAnotherNameByHand();
        addByHand(PAYMENTS, "uid=bob,ou=disabled," + BASE);
        recorder.writes.clear();
        assertThat(connector.setActive(bob, false)).isInstanceOf(Outcome.Applied.class);
        assertThat(recorder.writes).containsExactly("move " + BOB, "modify " + PAYMENTS);
        assertThat(connector.setActive(bob, true)).isInstanceOf(Outcome.Applied.class);
        assertThat(held(bob)).isEmpty();
    }

    @Test
    void a_group_that_one_has_oneself_and_that_the_name_had_too_is_kept() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        aliceIsInPaymentsAndGetsAnotherNameByHand();
        connector.changeMembers("payments", Set.of(bob), Set.of());
        assertThat(connector.update(bob, Map.of("uid", TextNode.valueOf("alice"))))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(held(bob)).containsExactly("payments");
        assertThat(members(PAYMENTS)).containsExactlyInAnyOrder(PAYMENTS, ALICE);
    }

    @Test
    void memberships_follow_a_rename_a_disable_and_an_enable() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        connector.changeMembers("payments", Set.of(bob), Set.of());
        connector.update(bob, Map.of("uid", TextNode.valueOf("Bob")));
        assertThat(held(bob)).as("after a change of case").containsExactly("payments");
        connector.update(bob, Map.of("uid", TextNode.valueOf("robert")));
        assertThat(held(bob)).as("after a rename").containsExactly("payments");
        connector.setActive(bob, false);
        assertThat(held(bob)).as("when disabled").containsExactly("payments");
        connector.setActive(bob, true);
        assertThat(held(bob)).as("when enabled again").containsExactly("payments");
        assertThat(members(PAYMENTS)).containsExactlyInAnyOrder(PAYMENTS, "uid=robert,ou=people," + BASE);
    }

    @Test
    void who_has_a_new_name_keeps_his_groups_though_the_old_one_is_taken_out_of_them_at_that_moment()
            throws LDAPException {
        TargetId alice = create("alice", "u-1");
        connector.changeMembers("payments", Set.of(alice), Set.of());
        // As the next owner of the name has it done.
        recorder.afterMove =
                () -> directory.modify(PAYMENTS, new Modification(ModificationType.DELETE, "member", ALICE));
        connector.update(alice, Map.of("uid", TextNode.valueOf("alice.durand")));
        assertThat(held(alice)).containsExactly("payments");
    }

    @Test
    void a_group_that_has_nobody_but_a_freed_name_stays_and_has_nobody() throws LDAPException {
        hasByHand("dn: " + PAYMENTS, "objectClass: groupOfNames", "cn: payments", "member: " + ALICE);
        assertThat(held(create("alice", "u-2"))).isEmpty();
        assertThat(members(PAYMENTS)).containsExactly(PAYMENTS);
    }

    @Test
    void the_only_member_of_a_group_that_the_directory_had_before_can_be_taken_out() throws LDAPException {
        TargetId bob = create("bob", "u-2");
        hasByHand("dn: " + PAYMENTS, "objectClass: groupOfNames", "cn: payments", "member: " + BOB);
        assertThat(connector.changeMembers("payments", Set.of(), Set.of(bob))).isInstanceOf(Outcome.Applied.class);
        assertThat(members(PAYMENTS)).containsExactly(PAYMENTS);
    }

    @Test
    void an_entry_that_is_no_account_keeps_its_name_and_its_groups() throws LDAPException {
        hasByHand("dn: " + ALICE, "objectClass: account", "uid: alice");
        hasByHand("dn: " + PAYMENTS, "objectClass: groupOfNames", "cn: payments", "member: " + ALICE);
        assertThat(connector.create(new NewAccount(true, account("alice", "u-2"))))
                .isInstanceOf(Outcome.Conflict.class);
        TargetId bob = create("bob", "u-3");
        assertThat(connector.update(bob, Map.of("uid", TextNode.valueOf("alice"))))
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(members(PAYMENTS)).containsExactly(ALICE);
    }

    private void aliceIsInPaymentsAndGetsAnotherNameByHand() throws LDAPException {
        TargetId alice = create("alice", "u-1");
        connector.changeMembers("payments", Set.of(alice), Set.of());
        directory.modifyDN(ALICE, "uid=alice.durand", true);
        assertThat(members(PAYMENTS)).as("the freed name is left in the group").contains(ALICE);
    }

    private void hasByHand(String... ldif) throws LDAPException {
        try {
            directory.add(ldif);
        } catch (LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void addByHand(String group, String member) throws LDAPException {
        directory.modify(group, new Modification(ModificationType.ADD, "member", member));
    }

    private TargetId create(String name, String id) {
        var outcome = connector.create(new NewAccount(true, account(name, id)));
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return ((Outcome.Applied) outcome).after().orElseThrow().id();
    }

    private static Map<String, JsonNode> account(String name, String id) {
        return Map.of(
                "uid", TextNode.valueOf(name),
                "cn", TextNode.valueOf("Alice Martin"),
                "sn", TextNode.valueOf("Martin"),
                "employeeNumber", TextNode.valueOf(id));
    }

    private Set<String> held(TargetId id) {
        return switch (connector.entitlements(id, Set.of("payments", "staff"))) {
            case Answer.Got<Set<String>>(Set<String> names) -> names;
            case Answer.Failed<Set<String>> failed -> throw new AssertionError(failed);
        };
    }

    private List<String> members(String group) throws LDAPException {
        Entry entry = Objects.requireNonNull(directory.getEntry(group));
        String[] members = entry.getAttributeValues("member");
        return members == null ? List.of() : List.of(members);
    }
}
