package io.muster.dispatcher.connector.scim;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How to reach a SCIM target.
 *
 * @param base the base URL, such as {@code https://code.example/scim/v2}
 * @param token the bearer token; never shown
 * @param attributes the attributes that the mapping writes
 * @param timeout the limit of one request, answer included
 */
public record ScimSettings(URI base, String token, List<String> attributes, Duration timeout) {
    public ScimSettings {
        Objects.requireNonNull(timeout);
        String scheme = base.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException("the url of a SCIM target starts with http:// or https://");
        }
        String text = base.toString();
        base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
        attributes = List.copyOf(attributes);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ScimSettings[" + base + "]";
    }
}
