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
        List<Modification> modifications = modifications(adding, removing);
        if (modifications.isEmpty()) {
            return new Outcome.Unchanged();
        }
        try {
            connection.modify(dn, modifications);
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
        List<Modification> modifications = modifications(missing, surplus);
        if (modifications.isEmpty()) {
            return new Outcome.Unchanged();
        }
        connection.modify(dn, modifications);
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

    /** After a move or a removal: directories without referential integrity leave the old name in their groups. */
    void follow(LDAPConnection connection, String from, Optional<String> to) throws LDAPException {
        for (SearchResultEntry group : groupsOf(connection, from, "1.1")) {
            List<Modification> modifications = new ArrayList<>();
            modifications.add(new Modification(ModificationType.DELETE, MEMBER, from));
            to.ifPresent(name -> modifications.add(new Modification(ModificationType.ADD, MEMBER, name)));
            connection.modify(group.getDN(), modifications);
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
