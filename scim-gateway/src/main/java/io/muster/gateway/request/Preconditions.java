package io.muster.gateway.request;

import io.muster.scim.error.ScimError;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code If-Match} and {@code If-None-Match} (RFC 7644 §3.14, RFC 9110 §13.1); our tags are weak: {@code W/"7"}. */
public record Preconditions(
        @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    /** Nothing demanded. */
    public static final Preconditions NONE = new Preconditions(null, null);

    /** As the request has them. */
    public static Preconditions of(HttpHeaders headers) {
        return new Preconditions(
                headers.getHeaderString(HttpHeaders.IF_MATCH), headers.getHeaderString(HttpHeaders.IF_NONE_MATCH));
    }

    /** The tag of a version: {@code W/"7"}. */
    public static String tag(long etag) {
        return "W/\"" + etag + "\"";
    }

    /**
     * Before a change: {@code If-Match} has to name the version, {@code If-None-Match} must not.
     *
     * @throws ScimError.Refused with {@link ScimError.VersionMismatch} (412)
     */
    public void demand(long etag) {
        demandMatch(etag);
        if (known(etag)) {
            throw new ScimError.VersionMismatch("another", tag(etag)).refused();
        }
    }

    /**
     * Before a read: {@code If-Match} has to name the version.
     *
     * @throws ScimError.Refused with {@link ScimError.VersionMismatch} (412)
     */
    public void demandMatch(long etag) {
        if (ifMatch != null && !lists(ifMatch, etag)) {
            throw new ScimError.VersionMismatch(ifMatch, tag(etag)).refused();
        }
    }

    /** Whether {@code If-None-Match} names this version: a reader has it already (304). */
    public boolean known(long etag) {
        return ifNoneMatch != null && lists(ifNoneMatch, etag);
    }

    // Some clients send the bare number, some leave W/ out: compared weakly, as §13.1.1 of RFC 9110 would for
    // If-None-Match.
    private static boolean lists(String header, long etag) {
        var tag = Long.toString(etag);
        return tags(header).anyMatch(given -> given.equals("*") || given.equals(tag));
    }

    private static Stream<String> tags(String header) {
        return Arrays.stream(header.split(",")).map(String::strip).map(Preconditions::opaque);
    }

    private static String opaque(String tag) {
        var strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.length() > 1 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }
}
