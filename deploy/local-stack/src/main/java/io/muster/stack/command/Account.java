package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A person as one system has him, in words that are the same for all: {@code userName}, {@code displayName}, {@code
 * familyName}, {@code givenName}, {@code mail}, {@code active}, {@code groups}. What a system does not have is left out.
 *
 * @param attributes in this order
 */
record Account(Map<String, String> attributes) {
    /** A SCIM User, of the gateway or of a target. */
    static Account ofScim(JsonNode user) {
        var attributes = new LinkedHashMap<String, String>();
        put(attributes, "userName", user.path("userName").asText());
        put(
                attributes,
                "displayName",
                user.path("displayName").asText(user.at("/name/formatted").asText()));
        put(attributes, "familyName", user.at("/name/familyName").asText());
        put(attributes, "givenName", user.at("/name/givenName").asText());
        put(attributes, "mail", mail(user.path("emails")));
        put(attributes, "active", user.path("active").asText("true"));
        var groups = new TreeSet<String>();
        user.path("groups")
                .forEach(group -> groups.add(
                        group.path("display").asText(group.path("value").asText())));
        put(attributes, "groups", String.join(", ", groups));
        return new Account(attributes);
    }

    private static String mail(JsonNode emails) {
        return StreamSupport.stream(emails.spliterator(), false)
                .filter(mail -> mail.path("primary").asBoolean())
                .findFirst()
                .orElse(emails.path(0))
                .path("value")
                .asText();
    }

    /** An entry of the directory with the groups that name it; under {@code ou=disabled} it is not active. */
    static Account ofLdap(Entry entry, List<? extends Entry> groupsOf) {
        var attributes = new LinkedHashMap<String, String>();
        put(attributes, "userName", value(entry, "uid"));
        put(attributes, "displayName", value(entry, entry.hasAttribute("displayName") ? "displayName" : "cn"));
        put(attributes, "familyName", value(entry, "sn"));
        put(attributes, "givenName", value(entry, "givenName"));
        put(attributes, "mail", value(entry, "mail"));
        put(attributes, "active", Boolean.toString(!entry.getDN().contains(",ou=disabled,")));
        var groups = new TreeSet<String>();
        groupsOf.forEach(group -> groups.add(value(group, "cn")));
        put(attributes, "groups", String.join(", ", groups));
        return new Account(attributes);
    }

    private static String value(Entry entry, String name) {
        return Objects.requireNonNullElse(entry.getAttributeValue(name), "");
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.put(name, value);
        }
    }

    /** {@return whether this account says otherwise than the person does; what either does not have is no difference} */
    boolean differsIn(String attribute, Account person) {
        var here = attributes.get(attribute);
        var there = person.attributes().get(attribute);
        // Groups are the target's own: what they should be is for the policies, not for the gateway.
        return here != null && there != null && !attribute.equals("groups") && !here.equals(there);
    }
}
