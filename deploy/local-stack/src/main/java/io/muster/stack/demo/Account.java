package io.muster.stack.demo;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account as a target shows it in its own protocol, or as it should be.
 *
 * @param identity Muster's id (externalId, employeeNumber)
 * @param attributes every mapped attribute by the target's name for it
 */
public record Account(String identity, boolean active, Map<String, String> attributes) {
    public Account {
        attributes = Map.copyOf(attributes);
    }

    /** What differs, in words; empty if nothing. */
    public String differenceFrom(Account other) {
        var different = new TreeMap<String, String>();
        if (active != other.active) {
            different.put("active", other.active + " instead of " + active);
        }
        for (var entry : attributes.entrySet()) {
            var found = other.attributes.get(entry.getKey());
            if (!entry.getValue().equals(found)) {
                different.put(entry.getKey(), "'" + found + "' instead of '" + entry.getValue() + "'");
            }
        }
        return different.isEmpty() ? "" : identity + " " + different;
    }

    /**
     * An account where it was found.
     *
     * @param key by which the target addresses it now; an LDAP name changes
     * @param id what the target never changes: SCIM's {@code id}, LDAP's {@code entryUUID}
     * @param createdAt when the target says that it was made
     */
    public record Found(
            Account account,
            String key,
            String id,
            @Nullable Instant createdAt) {}
}
