package io.muster.dispatcher.connector.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where things lie in the directory, and how an entry and an account are one another. */
final class LdapTree {
    static final String UUID = "entryUUID";
    private static final Filter PERSON = Filter.createEqualityFilter("objectClass", "inetOrgPerson");
    private static final int PAGE = 500;

    private final String base;
    private final List<String> attributes;

    LdapTree(LdapSettings settings) {
        this.base = settings.baseDn();
        this.attributes = settings.attributes();
    }

    String base() {
        return base;
    }

    String people() {
        return "ou=people," + base;
    }

    String disabled() {
        return "ou=disabled," + base;
    }

    String groups() {
        return "ou=groups," + base;
    }

    String home(boolean active) {
        return active ? people() : disabled();
    }

    static RDN rdn(String attribute, String value) {
        return new RDN(attribute, value);
    }

    String group(String name) {
        return rdn("cn", name) + "," + groups();
    }

    /** The account's entry, whatever its name is now. */
    Optional<SearchResultEntry> find(LDAPConnection connection, TargetId id) throws LDAPException {
        return search(connection, Filter.createEqualityFilter(UUID, id.value())).stream()
                .findFirst();
    }

    List<SearchResultEntry> search(LDAPConnection connection, Filter filter) throws LDAPException {
        List<SearchResultEntry> found = new ArrayList<>();
        for (SearchResultEntry entry : entries(connection.search(request(Filter.createANDFilter(PERSON, filter))))) {
            if (isAccount(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** All accounts; never a part of them: a server that cuts the list short fails the question. */
    List<SearchResultEntry> all(LDAPConnection connection) throws LDAPException {
        List<SearchResultEntry> found = new ArrayList<>();
        @Nullable ASN1OctetString cookie = null;
        do {
            SearchRequest request = request(PERSON);
            request.addControl(new SimplePagedResultsControl(PAGE, cookie));
            SearchResult result = connection.search(request);
            for (SearchResultEntry entry : entries(result)) {
                if (isAccount(entry)) {
                    found.add(entry);
                }
            }
            SimplePagedResultsControl answered = SimplePagedResultsControl.get(result);
            cookie = answered != null && answered.moreResultsToReturn() ? answered.getCookie() : null;
        } while (cookie != null);
        return found;
    }

    /** The SDK hands out no list at all when the entries went to a listener; here they never do. */
    static List<SearchResultEntry> entries(SearchResult result) {
        return Objects.requireNonNullElse(result.getSearchEntries(), List.of());
    }

    private SearchRequest request(Filter filter) {
        return new SearchRequest(base, SearchScope.SUB, filter, "*", UUID);
    }

    /** The entry with this name, or nothing. */
    static Optional<Entry> entry(LDAPConnection connection, String dn, String... wanted) throws LDAPException {
        try {
            return Optional.ofNullable(connection.searchForEntry(
                    dn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), wanted));
        } catch (LDAPSearchException failed) {
            if (failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    /** The value that names the entry. */
    static String name(Entry entry) throws LDAPException {
        return entry.getParsedDN().getRDNs()[0].getAttributeValues()[0];
    }

    private boolean isAccount(Entry entry) throws LDAPException {
        DN dn = entry.getParsedDN();
        return dn.isDescendantOf(people(), false) || dn.isDescendantOf(disabled(), false);
    }

    boolean isActive(Entry entry) throws LDAPException {
        return entry.getParsedDN().isDescendantOf(people(), false);
    }

    Optional<TargetAccount> account(Entry entry) throws LDAPException {
        String id = entry.getAttributeValue(UUID);
        if (id == null) {
            return Optional.empty();
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (String name : attributes) {
            String[] texts = entry.getAttributeValues(name);
            if (texts != null && texts.length > 0) {
                values.put(name, json(texts));
            }
        }
        return Optional.of(new TargetAccount(new TargetId(id), isActive(entry), values));
    }

    private static JsonNode json(String[] texts) {
        if (texts.length == 1) {
            return JsonNodeFactory.instance.textNode(texts[0]);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(texts).sorted().forEach(array::add);
        return array;
    }

    /** The attribute with the values of a JSON value: none for null, each element of an array. */
    static Attribute attribute(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> texts.add(element.asText()));
        } else if (!value.isNull() && !value.asText().isEmpty()) {
            texts.add(value.asText());
        }
        return new Attribute(name, texts);
    }
}
