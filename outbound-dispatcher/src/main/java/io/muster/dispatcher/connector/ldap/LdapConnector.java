package io.muster.dispatcher.connector.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.muster.dispatcher.connector.AccountPage;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A directory as a target. */
public final class LdapConnector implements Connector {
    /** The attribute that names an account's entry. */
    static final String NAME = "uid";

    private final LdapSession session;
    private final LdapTree tree;
    private final LdapGroups groups;

    /** Opens no connection yet. */
    public LdapConnector(LdapSettings settings) {
        this.session = new LdapSession(settings);
        this.tree = new LdapTree(settings);
        this.groups = new LdapGroups(tree);
    }

    @Override
    public Answer<List<TargetAccount>> search(Map<String, JsonNode> equal) {
        List<Filter> filters = new ArrayList<>();
        equal.forEach((name, value) -> filters.add(Filter.createEqualityFilter(name, value.asText())));
        return session.ask(connection -> accounts(tree.search(connection, Filter.createANDFilter(filters))));
    }

    @Override
    public Answer<Optional<TargetAccount>> read(TargetId id) {
        return session.ask(connection -> {
            Optional<SearchResultEntry> entry = tree.find(connection, id);
            return entry.isPresent() ? tree.account(entry.get()) : Optional.<TargetAccount>empty();
        });
    }

    @Override
    public Outcome create(NewAccount account) {
        JsonNode name = account.attributes().getOrDefault(NAME, NullNode.instance);
        if (name.asText("").isBlank() || name.isNull()) {
            return new Outcome.Refused("an account in a directory needs a uid");
        }
        return session.write(connection -> {
            if (!tree.search(connection, Filter.createEqualityFilter(NAME, name.asText()))
                    .isEmpty()) {
                return new Outcome.Conflict("uid " + name.asText() + " is taken");
            }
            Entry entry = entry(account, name.asText());
            if (LdapTree.entry(connection, entry.getDN(), "1.1").isPresent()) {
                return new Outcome.Conflict(entry.getDN() + " is there and is no account");
            }
            // Who had the name before may have left it in groups; nobody inherits those.
            groups.remove(connection, groups.of(connection, entry.getDN()), entry.getDN());
            try {
                inTree(connection, tree.home(account.active()), () -> connection.add(entry));
            } catch (LDAPException failed) {
                if (failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
                    return new Outcome.Conflict(LdapSession.detail(failed));
                }
                throw failed;
            }
            Optional<Entry> made = LdapTree.entry(connection, entry.getDN(), "*", LdapTree.UUID);
            Optional<TargetAccount> after = made.isPresent() ? tree.account(made.get()) : Optional.empty();
            return after.isPresent()
                    ? new Outcome.Applied(after)
                    : new Outcome.Unknown("the directory shows no entryUUID for the new entry");
        });
    }

    private Entry entry(NewAccount account, String name) {
        Entry entry = new Entry(LdapTree.rdn(NAME, name) + "," + tree.home(account.active()));
        entry.addAttribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson");
        account.attributes().forEach((attribute, value) -> {
            Attribute values = LdapTree.attribute(attribute, value);
            if (values.size() > 0) {
                entry.addAttribute(values);
            }
        });
        return entry;
    }

    @Override
    public Outcome update(TargetId id, Map<String, JsonNode> changes) {
        return session.write(connection -> {
            Optional<SearchResultEntry> found = tree.find(connection, id);
            return found.isPresent() ? update(connection, found.get(), changes) : new Outcome.Missing();
        });
    }

    private Outcome update(LDAPConnection connection, Entry entry, Map<String, JsonNode> changes) throws LDAPException {
        List<Modification> modifications = new ArrayList<>();
        changes.forEach((name, value) -> {
            Attribute wanted = LdapTree.attribute(name, value);
            Attribute held = entry.getAttribute(name);
            boolean same = held == null ? wanted.size() == 0 : held.equals(wanted);
            if (!name.equalsIgnoreCase(NAME) && !same) {
                modifications.add(new Modification(ModificationType.REPLACE, name, wanted.getValues()));
            }
        });
        if (!modifications.isEmpty()) {
            connection.modify(entry.getDN(), modifications);
        }
        String name = changes.getOrDefault(NAME, NullNode.instance).asText("");
        boolean renamed = !name.isBlank() && !name.equals("null") && !name.equals(entry.getAttributeValue(NAME));
        if (renamed) {
            return move(connection, entry, name, tree.isActive(entry));
        }
        return modifications.isEmpty() ? new Outcome.Unchanged() : new Outcome.Applied(Optional.empty());
    }

    @Override
    public Outcome setActive(TargetId id, boolean active) {
        return session.write(connection -> {
            Optional<SearchResultEntry> found = tree.find(connection, id);
            if (found.isEmpty()) {
                return new Outcome.Missing();
            }
            SearchResultEntry entry = found.get();
            return tree.isActive(entry) == active
                    ? new Outcome.Unchanged()
                    : move(connection, entry, LdapTree.name(entry), active);
        });
    }

    /**
     * A rename and a move are one operation: modify DN (RFC 4511 §4.9). Groups that still name a former owner of the new
     * name are not inherited with it: who is to be active is let in only after they are mended, and nothing holds up a disable.
     */
    private Outcome move(LDAPConnection connection, Entry entry, String name, boolean active) throws LDAPException {
        String rdn = LdapTree.rdn(NAME, name).toString();
        String home = tree.home(active);
        String to = rdn + "," + home;
        boolean otherName = !entry.getParsedDN().equals(new DN(to)); // not when only the case differs
        if (active && otherName && LdapTree.entry(connection, to, "1.1").isPresent()) {
            return new Outcome.Conflict(to + " is there");
        }
        Set<String> own = groups.of(connection, entry.getDN());
        Set<String> left = new TreeSet<>(groups.of(connection, to));
        left.removeAll(own);
        if (active) {
            groups.remove(connection, left, to);
        }
        try {
            inTree(connection, home, () -> connection.modifyDN(entry.getDN(), rdn, true, home));
        } catch (LDAPException failed) {
            if (failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
                return new Outcome.Conflict(LdapSession.detail(failed));
            }
            throw failed;
        }
        if (!active) {
            groups.remove(connection, left, to);
        }
        if (otherName) {
            groups.follow(connection, own, entry.getDN(), to);
        }
        return new Outcome.Applied(Optional.empty());
    }

    @Override
    public Outcome delete(TargetId id) {
        return session.write(connection -> {
            Optional<SearchResultEntry> found = tree.find(connection, id);
            if (found.isEmpty()) {
                return new Outcome.Missing();
            }
            String name = found.get().getDN();
            connection.delete(name);
            groups.remove(connection, groups.of(connection, name), name);
            return new Outcome.Applied(Optional.empty());
        });
    }

    @Override
    public Outcome changeMembers(String entitlement, Set<TargetId> add, Set<TargetId> remove) {
        return session.write(connection -> groups.change(connection, entitlement, add, remove));
    }

    @Override
    public Answer<Set<String>> entitlements(TargetId id, Set<String> among) {
        return session.ask(connection -> groups.held(connection, id, among));
    }

    @Override
    public Answer<Map<String, Set<TargetId>>> members(Set<String> entitlements) {
        return session.ask(connection -> groups.members(connection, entitlements));
    }

    /** All accounts are one page: a directory's paging cookie lives no longer than its connection (RFC 2696 §3). */
    @Override
    public Answer<AccountPage> page(Optional<String> cursor) {
        return session.ask(connection -> new AccountPage(accounts(tree.all(connection)), Optional.empty()));
    }

    @Override
    public Answer<Boolean> probe() {
        return session.ask(connection ->
                        LdapTree.entry(connection, tree.base(), "1.1").isPresent())
                .then(found -> found
                        ? new Answer.Got<>(true)
                        : new Answer.Failed<>(new Outcome.Refused("the directory has no entry " + tree.base())));
    }

    @Override
    public void close() {
        session.close();
    }

    private List<TargetAccount> accounts(List<SearchResultEntry> entries) throws LDAPException {
        List<TargetAccount> accounts = new ArrayList<>(entries.size());
        for (SearchResultEntry entry : entries) {
            tree.account(entry).ifPresent(accounts::add);
        }
        return accounts;
    }

    /** One operation of the directory. */
    @FunctionalInterface
    interface Operation {
        void run() throws LDAPException;
    }

    /** Makes the organizational unit when it turns out to be missing, then does the operation again. */
    static void inTree(LDAPConnection connection, String unit, Operation operation) throws LDAPException {
        try {
            operation.run();
        } catch (LDAPException failed) {
            if (!failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                    || LdapTree.entry(connection, unit, "1.1").isPresent()) {
                throw failed;
            }
            Entry made = new Entry(unit);
            made.addAttribute("objectClass", "top", "organizationalUnit");
            made.addAttribute("ou", unit.substring("ou=".length(), unit.indexOf(',')));
            connection.add(made);
            operation.run();
        }
    }
}
