package io.muster.scim.schema;

import io.muster.scim.error.ScimError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attribute as somebody wrote it, {@code attrPath} of RFC 7644 Figure 1: {@code userName}, {@code name.familyName},
 * {@code urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value}. What it means is for
 * {@link ResourceType#resolve} to say. {@code urn} is all before the last colon.
 */
public record AttributePath(
        @Nullable String urn, String attribute, @Nullable String sub) {

    /** Checks that the names are names of the grammar. */
    public AttributePath {
        if (!name(attribute) || (sub != null && !name(sub)) || (urn != null && !uri(urn))) {
            throw new ScimError.InvalidPath("'" + text(urn, attribute, sub) + "' is not an attribute path.").refused();
        }
    }

    /** A path without a URN: {@code name.familyName}. */
    public static AttributePath of(String attribute, @Nullable String sub) {
        return new AttributePath(null, attribute, sub);
    }

    /**
     * Reads a path.
     *
     * @throws ScimError.Refused with {@link ScimError.InvalidPath}
     */
    public static AttributePath parse(String text) {
        // The version in a URN has a dot (…:2.0:User:manager.value): only a dot behind the last colon parts the
        // sub-attribute.
        int colon = text.lastIndexOf(':');
        String urn = colon < 0 ? null : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        int dot = rest.indexOf('.');
        return dot < 0
                ? new AttributePath(urn, rest, null)
                : new AttributePath(urn, rest.substring(0, dot), rest.substring(dot + 1));
    }

    /** The sub-attribute, where one is named. */
    public Optional<String> subAttribute() {
        return Optional.ofNullable(sub);
    }

    @Override
    public String toString() {
        return text(urn, attribute, sub);
    }

    private static String text(@Nullable String urn, String attribute, @Nullable String sub) {
        return (urn == null ? "" : urn + ":") + attribute + (sub == null ? "" : "." + sub);
    }

    /** ATTRNAME = ALPHA *(nameChar), and $ref, which the grammar forgets. */
    private static boolean name(String text) {
        int start = text.startsWith("$") ? 1 : 0;
        if (text.length() == start || text.length() > 256 || !letter(text.charAt(start))) {
            return false;
        }
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!letter(c) && !digit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean uri(String text) {
        if (text.isEmpty() || text.length() > 512 || !letter(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!letter(c) && !digit(c) && "-._~:/?#@!$&'*+,;=%".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
