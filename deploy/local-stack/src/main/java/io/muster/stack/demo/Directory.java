package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SearchControls;
import org.jspecify.annotations.Nullable;

/** The LDAP directory, read by JNDI: a client that shares no code with our connector or with the server. */
@SuppressWarnings({"BanJNDI", "JdkObsolete"
}) // JNDI on purpose, against a directory that this stack started; its API wants a Hashtable
public final class Directory implements AutoCloseable {
    private static final List<String> ATTRIBUTES =
            List.of("uid", "employeeNumber", "cn", "sn", "givenName", "displayName", "title");
    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSS'Z'");

    private final DirContext context;
    private final String base;

    /** Reads the directory that {@code status --json} names. */
    public Directory(JsonNode target) throws NamingException {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, target.path("url").asText());
        environment.put(Context.SECURITY_PRINCIPAL, target.path("bindDn").asText());
        environment.put(Context.SECURITY_CREDENTIALS, target.path("password").asText());
        environment.put("com.sun.jndi.ldap.read.timeout", "15000");
        context = new InitialDirContext(environment);
        base = target.path("baseDn").asText();
    }

    /** All accounts by Muster's id, enabled and disabled. */
    public Map<String, Account.Found> accounts() throws NamingException {
        var found = new LinkedHashMap<String, Account.Found>();
        var groups = groups();
        for (var account :
                search("(&(objectClass=inetOrgPerson)(employeeNumber=*))", dn -> groups.getOrDefault(dn, Set.of()))) {
            if (found.put(account.account().identity(), account) != null) {
                throw new StepFailed("the directory has two accounts for "
                        + account.account().identity());
            }
        }
        return found;
    }

    /** The account of one person. */
    public Optional<Account.Found> account(String identity) throws NamingException {
        return search("(employeeNumber=" + identity + ")", this::groupsOf).stream()
                .findFirst();
    }

    /** The groups of the entry of this name. */
    private interface Groups {
        Set<String> of(String dn) throws NamingException;
    }

    private List<Account.Found> search(String filter, Groups groups) throws NamingException {
        var controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        var wanted = new ArrayList<>(ATTRIBUTES);
        wanted.add("createTimestamp");
        wanted.add("entryUUID");
        controls.setReturningAttributes(wanted.toArray(String[]::new));
        var results = context.search(base, filter, controls);
        var found = new ArrayList<Account.Found>();
        while (results.hasMore()) {
            var result = results.next();
            var dn = result.getNameInNamespace();
            found.add(account(dn, result.getAttributes(), groups.of(dn)));
        }
        return found;
    }

    private Set<String> groupsOf(String dn) throws NamingException {
        var controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(new String[] {"cn"});
        var results = context.search(base, "(&(objectClass=groupOfNames)(member={0}))", new Object[] {dn}, controls);
        var groups = new TreeSet<String>();
        while (results.hasMore()) {
            groups.add(Objects.requireNonNull(value(results.next().getAttributes(), "cn")));
        }
        return groups;
    }

    /** Which groups name an entry as their member, by the entry's name. */
    private Map<String, Set<String>> groups() throws NamingException {
        var controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(new String[] {"cn", "member"});
        var results = context.search(base, "(objectClass=groupOfNames)", controls);
        var groups = new HashMap<String, Set<String>>();
        while (results.hasMore()) {
            var group = results.next().getAttributes();
            var name = Objects.requireNonNull(value(group, "cn"));
            var members = group.get("member").getAll();
            while (members.hasMore()) {
                groups.computeIfAbsent(String.valueOf(members.next()), dn -> new TreeSet<>())
                        .add(name);
            }
        }
        return groups;
    }

    private static Account.Found account(String dn, Attributes entry, Set<String> groups) throws NamingException {
        var attributes = new HashMap<String, String>();
        for (var name : ATTRIBUTES) {
            attributes.put(name, Optional.ofNullable(value(entry, name)).orElse(""));
        }
        attributes.put("groups", String.join(",", groups));
        var identity = attributes.getOrDefault("employeeNumber", "");
        var created = value(entry, "createTimestamp");
        return new Account.Found(
                new Account(identity, dn.contains(",ou=people,"), attributes),
                dn,
                Optional.ofNullable(value(entry, "entryUUID")).orElse(""),
                created == null
                        ? null
                        : LocalDateTime.parse(created, GENERALIZED).toInstant(ZoneOffset.UTC));
    }

    private static @Nullable String value(Attributes entry, String name) throws NamingException {
        var attribute = entry.get(name);
        return attribute == null || attribute.size() == 0 ? null : String.valueOf(attribute.get());
    }

    /** Someone with the directory's own credential changes an attribute by hand. */
    void changeByHand(String dn, String attribute, String value) throws NamingException {
        context.modifyAttributes(dn, new ModificationItem[] {
            new ModificationItem(DirContext.REPLACE_ATTRIBUTE, new BasicAttribute(attribute, value))
        });
    }

    /** Someone with the directory's own credential moves an entry to where the disabled ones are. */
    void disableByHand(String dn) throws NamingException {
        context.rename(dn, dn.replace(",ou=people,", ",ou=disabled,"));
    }

    /** Someone with the directory's own credential removes an entry by hand. */
    void removeByHand(String dn) throws NamingException {
        context.destroySubcontext(dn);
    }

    @Override
    public void close() throws NamingException {
        context.close();
    }
}
