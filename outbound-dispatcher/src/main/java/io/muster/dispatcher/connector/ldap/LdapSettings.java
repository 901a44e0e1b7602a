package io.muster.dispatcher.connector.ldap;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How to reach an LDAP target.
 *
 * @param url {@code ldap://host:port} or {@code ldaps://host:port}
 * @param baseDn where {@code ou=people}, {@code ou=disabled} and {@code ou=groups} are
 * @param bindDn who we are there
 * @param password how we prove it; never shown
 * @param attributes the attributes that the mapping writes
 * @param timeout the limit of one operation
 */
public record LdapSettings(
        URI url, String baseDn, String bindDn, String password, List<String> attributes, Duration timeout) {
    public LdapSettings {
        Objects.requireNonNull(timeout);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("ldap") && !scheme.equals("ldaps")) || url.getHost() == null) {
            throw new IllegalArgumentException("the url of an LDAP target is ldap://host:port or ldaps://host:port");
        }
        if (baseDn.isBlank()) {
            throw new IllegalArgumentException("an LDAP target needs a baseDn");
        }
        attributes = List.copyOf(attributes);
    }

    boolean encrypted() {
        return "ldaps".equalsIgnoreCase(url.getScheme());
    }

    int port() {
        int fallback = encrypted() ? 636 : 389;
        return url.getPort() < 0 ? fallback : url.getPort();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LdapSettings[" + url + ", " + baseDn + "]";
    }
}
