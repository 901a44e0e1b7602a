package io.muster.gateway.token;

import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept: everything but its secret.
 *
 * @param id UUIDv7
 * @param client client id: the actor of events, and whose authority over attributes counts
 * @param scopes sorted: {@code scim:admin}, {@code scim:read}, {@code scim:write}
 * @param rate how often it may call
 * @param profile how its PATCH requests are read
 * @param hidden what the client may neither see nor write
 * @param createdBy id of the client or person who issued it
 * @param expiresAt from then on it is refused; real time
 * @param lastUsedAt at most a minute behind; null for never
 * @param revokedAt when it was taken back; null for not
 * @param revokedBy id of the client or person who took it back
 */
record ScimToken(
        String id,
        String client,
        List<String> scopes,
        Rate rate,
        PatchProfile profile,
        HiddenAttributes hidden,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy) {
    ScimToken {
        scopes = scopes.stream().sorted().toList();
    }

    /**
     * How often a token may call each replica.
     *
     * @param requestsPerSecond for as long as one likes
     * @param burst at once, after a pause
     */
    record Rate(int requestsPerSecond, int burst) {}

    /** What has become of a token. */
    enum Status {
        /** It opens. */
        ACTIVE,
        /** Its time is over. */
        EXPIRED,
        /** It was taken back. */
        REVOKED;

        /** As clients write it: {@code active}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Status status(Instant now) {
        if (revokedAt != null) {
            return Status.REVOKED;
        }
        return expiresAt.isAfter(now) ? Status.ACTIVE : Status.EXPIRED;
    }
}
