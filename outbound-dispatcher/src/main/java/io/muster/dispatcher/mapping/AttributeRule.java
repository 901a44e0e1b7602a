package io.muster.dispatcher.mapping;

import java.util.Objects;

/**
 * One line of a Target document's {@code attributes}: {@code {"to":"userName","value":"user.userName","apply":"always"}}.
 *
 * @param to the attribute in the target, in the connector's own words (a SCIM path, an LDAP attribute)
 * @param value the CEL expression that computes it
 * @param apply when it is written
 */
public record AttributeRule(String to, String value, Apply apply) {
    public AttributeRule {
        Objects.requireNonNull(apply);
        if (to.isBlank() || value.isBlank()) {
            throw new IllegalArgumentException("an attribute rule needs both 'to' and 'value'");
        }
    }
}
