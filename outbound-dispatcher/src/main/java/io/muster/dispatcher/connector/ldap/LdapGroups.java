package io.muster.dispatcher.connector.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Entitlements as {@code groupOfNames}. */
final class LdapGroups {
    private static final String MEMBER = "member";
    private static final Filter GROUP = Filter.createEqualityFilter("objectClass", "groupOfNames");

    private final LdapTree tree;

    LdapGroups(LdapTree tree) {
        this.tree = tree;
    }

    Outcome change(LDAPConnection connection, String name, Set<TargetId> add, Set<TargetId> remove)
            throws LDAPException {
        Set<String> adding = new TreeSet<>();
        for (TargetId id : add) {
            Optional<SearchResultEntry> account = tree.find(connection, id);
            if (account.isEmpty()) {
                return new Outcome.Missing();
            }
            adding.add(account.get().getDN());
        }
        Set<String> removing = new TreeSet<>();
        for (TargetId id : remove) {
            tree.find(connection, id).ifPresent(account -> removing.add(account.getDN()));
        }
        return modify(connection, name, adding, removing);
    }

    private Outcome modify(LDAPConnection connection, String name, Set<String> adding, Set<String> removing)
            throws LDAPException {
        String dn = tree.group(name);
        if (adding.isEmpty() && removing.isEmpty()) {
            return new Outcome.Unchanged();
        }
        try {
            apply(connection, dn, adding, removing);
            return new Outcome.Applied(Optional.empty());
        } catch (LDAPException failed) {
            return switch (failed.getResultCode().intValue()) {
                case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> create(connection, name, adding);
                case ResultCode.ATTRIBUTE_OR_VALUE_EXISTS_INT_VALUE, ResultCode.NO_SUCH_ATTRIBUTE_INT_VALUE ->
                    modifyWhatDiffers(connection, dn, adding, removing);
                default -> throw failed;
            };
        }
    }

    private static List<Modification> modifications(Set<String> adding, Set<String> removing) {
        List<Modification> modifications = new ArrayList<>();
        if (!adding.isEmpty()) {
            modifications.add(new Modification(ModificationType.ADD, MEMBER, adding.toArray(String[]::new)));
        }
        if (!removing.isEmpty()) {
            modifications.add(new Modification(ModificationType.DELETE, MEMBER, removing.toArray(String[]::new)));
        }
        return modifications;
    }

    /** Someone is a member already, or is none: ask who is, and change only that. */
    private static Outcome modifyWhatDiffers(
            LDAPConnection connection, String dn, Set<String> adding, Set<String> removing) throws LDAPException {
        Set<DN> members = new HashSet<>();
        for (String member : values(LdapTree.entry(connection, dn, MEMBER))) {
            members.add(new DN(member));
        }
        Set<String> missing = new TreeSet<>();
        for (String member : adding) {
            if (!members.contains(new DN(member))) {
                missing.add(member);
            }
        }
        Set<String> surplus = new TreeSet<>();
        for (String member : removing) {
            if (members.contains(new DN(member))) {
                surplus.add(member);
            }
        }
        if (missing.isEmpty() && surplus.isEmpty()) {
            return new Outcome.Unchanged();
        }
        apply(connection, dn, missing, surplus);
        return new Outcome.Applied(Optional.empty());
    }

    private Outcome create(LDAPConnection connection, String name, Set<String> members) throws LDAPException {
        if (members.isEmpty()) {
            return new Outcome.Unchanged();
        }
        String dn = tree.group(name);
        Entry group = new Entry(dn);
        group.addAttribute("objectClass", "top", "groupOfNames");
        group.addAttribute("cn", name);
        group.addAttribute(MEMBER, dn);
        group.addAttribute(MEMBER, members);
        try {
            LdapConnector.inTree(connection, tree.groups(), () -> connection.add(group));
            return new Outcome.Applied(Optional.empty());
        } catch (LDAPException failed) {
            if (failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
                return new Outcome.Busy("the group was made by someone else just now", Optional.empty());
            }
            throw failed;
        }
    }

    Set<String> held(LDAPConnection connection, TargetId id, Set<String> among) throws LDAPException {
        Optional<SearchResultEntry> account = tree.find(connection, id);
        if (account.isEmpty()) {
            return Set.of();
        }
        Set<String> held = new TreeSet<>();
        for (SearchResultEntry group : groupsOf(connection, account.get().getDN(), "cn")) {
            for (String name : among) {
                if (group.hasAttributeValue("cn", name)) {
                    held.add(name);
                }
            }
        }
        return held;
    }

    Map<String, Set<TargetId>> members(LDAPConnection connection, Set<String> names) throws LDAPException {
        Map<DN, TargetId> ids = new HashMap<>();
        for (SearchResultEntry entry : tree.all(connection)) {
            String id = entry.getAttributeValue(LdapTree.UUID);
            if (id != null) {
                ids.put(entry.getParsedDN(), new TargetId(id));
            }
        }
        Map<String, Set<TargetId>> all = new HashMap<>();
        for (String name : names) {
            Optional<Entry> group = LdapTree.entry(connection, tree.group(name), MEMBER);
            if (group.isPresent()) {
                Set<TargetId> members = new HashSet<>();
                for (String member : values(group)) {
                    TargetId id = ids.get(new DN(member));
                    if (id != null) {
                        members.add(id);
                    }
                }
                all.put(name, members);
            }
        }
        return all;
    }

    /** The groups that have this name for a member. */
    Set<String> of(LDAPConnection connection, String member) throws LDAPException {
        Set<String> groups = new TreeSet<>();
        groupsOf(connection, member, "1.1").forEach(group -> groups.add(group.getDN()));
        return groups;
    }

    /** Takes a name out of groups. */
    void remove(LDAPConnection connection, Set<String> groups, String member) throws LDAPException {
        for (String group : groups) {
            exchange(connection, group, Set.of(member), Set.of());
        }
    }

    /**
     * After a move: who was a member of these groups under the old name is one under the new name only. Directories with
     * referential integrity have done it by themselves.
     */
    void follow(LDAPConnection connection, Set<String> groups, String from, String to) throws LDAPException {
        Set<String> done = of(connection, to);
        Set<String> left = of(connection, from);
        Set<String> all = new TreeSet<>(groups);
        all.addAll(left);
        for (String group : all) {
            exchange(
                    connection,
                    group,
                    left.contains(group) ? Set.of(from) : Set.of(),
                    done.contains(group) ? Set.of() : Set.of(to));
        }
    }

    private static void exchange(LDAPConnection connection, String group, Set<String> removing, Set<String> adding)
            throws LDAPException {
        if (adding.isEmpty() && removing.isEmpty()) {
            return;
        }
        try {
            apply(connection, group, adding, removing);
        } catch (LDAPException failed) {
            switch (failed.getResultCode().intValue()) {
                case ResultCode.ATTRIBUTE_OR_VALUE_EXISTS_INT_VALUE, ResultCode.NO_SUCH_ATTRIBUTE_INT_VALUE ->
                    modifyWhatDiffers(connection, group, adding, removing);
                default -> throw failed;
            }
        }
    }

    private static void apply(LDAPConnection connection, String group, Set<String> adding, Set<String> removing)
            throws LDAPException {
        try {
            connection.modify(group, modifications(adding, removing));
        } catch (LDAPException failed) {
            if (!adding.isEmpty() || !failed.getResultCode().equals(ResultCode.OBJECT_CLASS_VIOLATION)) {
                throw failed;
            }
            // A groupOfNames is never empty: instead of its last member it has itself, as those that we make.
            connection.modify(group, modifications(Set.of(group), removing));
        }
    }

    private List<SearchResultEntry> groupsOf(LDAPConnection connection, String member, String wanted)
            throws LDAPException {
        Filter filter = Filter.createANDFilter(GROUP, Filter.createEqualityFilter(MEMBER, member));
        try {
            return LdapTree.entries(connection.search(tree.groups(), SearchScope.SUB, filter, wanted));
        } catch (LDAPSearchException failed) {
            if (failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return List.of(); // no groups were ever made
            }
            throw failed;
        }
    }

    private static List<String> values(Optional<Entry> group) {
        if (group.isEmpty()) {
            return List.of();
        }
        String[] members = group.get().getAttributeValues(MEMBER);
        return members == null ? List.of() : List.of(members);
    }
}
