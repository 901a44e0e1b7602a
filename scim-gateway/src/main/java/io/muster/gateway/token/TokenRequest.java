package io.muster.gateway.token;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.WholeAttributes;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.SchemaRegistry;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator asks for:
 * {@code {"client":"entra","scopes":["scim:read","scim:write"],"expiresAt":"2027-06-30T00:00:00Z","requestsPerSecond":50,"burst":100,"profile":"entra"}}.
 *
 * @param client letters, digits and {@code . _ -}; what events will name as the actor
 * @param scopes of {@code scim:read}, {@code scim:write}, {@code scim:admin}
 * @param expiresAt in the future, no farther than {@code muster.gateway.tokens.max-lifetime}
 * @param requestsPerSecond absent for {@code muster.gateway.tokens.requests-per-second}
 * @param burst requests at once after a pause; absent for twice {@code requestsPerSecond}
 * @param hiddenAttributes whole attributes that the client may neither see nor write, {@code phoneNumbers} or
 *     {@code urn:…:enterprise:2.0:User:employeeNumber}; absent for none
 * @param profile how its PATCH requests are read, {@code rfc} or {@code entra}; absent for {@code rfc}
 */
record TokenRequest(
        @NotNull @Pattern(regexp = CLIENT) String client,
        @NotEmpty List<@NotNull String> scopes,
        @NotNull Instant expiresAt,
        @Nullable @Min(1) @Max(MOST_PER_SECOND) Integer requestsPerSecond,
        @Nullable @Min(1) @Max(MOST_BURST) Integer burst,
        @Nullable String profile,
        @Nullable @Size(max = MOST_HIDDEN) List<@NotNull String> hiddenAttributes) {
    /** What a client may be called. */
    static final String CLIENT = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    static final int MOST_PER_SECOND = 5_000;
    static final int MOST_BURST = 10_000;
    static final int MOST_HIDDEN = 100;

    private static final Set<String> SCOPES = Set.of("scim:read", "scim:write", "scim:admin");

    /**
     * Checked against what is set.
     *
     * @param now real time
     * @throws ProblemException 400 {@code invalid-scope}, {@code invalid-expiry}, {@code invalid-profile} or {@code invalid-attribute}
     */
    Tokens.Wish toWish(GatewayConfig.Tokens settings, SchemaRegistry schemas, Instant now) {
        for (String scope : scopes) {
            if (!SCOPES.contains(scope)) {
                throw refuse(
                        "invalid-scope", "'scopes' holds scim:read, scim:write and scim:admin, not '" + scope + "'.");
            }
        }
        if (!expiresAt.isAfter(now)) {
            throw refuse("invalid-expiry", "'expiresAt' is not in the future.");
        }
        if (expiresAt.isAfter(now.plus(settings.maxLifetime()))) {
            throw refuse(
                    "invalid-expiry",
                    "'expiresAt' is more than " + settings.maxLifetime().toDays()
                            + " days away, the longest that a token may live here.");
        }
        int perSecond = requestsPerSecond == null ? settings.requestsPerSecond() : requestsPerSecond;
        return new Tokens.Wish(
                client,
                scopes.stream().distinct().toList(),
                new ScimToken.Rate(perSecond, burst == null ? 2 * perSecond : burst),
                patchProfile(),
                hidden(schemas),
                expiresAt);
    }

    private HiddenAttributes hidden(SchemaRegistry schemas) {
        return hiddenAttributes == null
                ? HiddenAttributes.NONE
                : new HiddenAttributes(hiddenAttributes.stream()
                        .map(name -> hideable(name, schemas))
                        .collect(Collectors.toSet()));
    }

    private static String hideable(String name, SchemaRegistry schemas) {
        try {
            return WholeAttributes.hideable(schemas, name)
                    .orElseThrow(() -> refuse(
                            "invalid-attribute",
                            "'hiddenAttributes' holds whole attributes that a resource need not have, not '" + name
                                    + "'."));
        } catch (ScimError.Refused e) {
            throw refuse("invalid-attribute", e.error().detail());
        }
    }

    private PatchProfile patchProfile() {
        return profile == null
                ? PatchProfile.RFC
                : PatchProfile.named(profile)
                        .orElseThrow(
                                () -> refuse("invalid-profile", "'profile' is rfc or entra, not '" + profile + "'."));
    }

    private static ProblemException refuse(String name, String detail) {
        return new ProblemException(Problem.of(400, name, detail));
    }
}
