package io.muster.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.servers.LocalIssuer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Bearer tokens that the service under test accepts. */
public final class Tokens {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private Tokens() {}

    /**
     * A token of the client {@code test}.
     *
     * @param scopes e.g. {@code "scim:read", "scim:write"}
     */
    public static String with(String... scopes) {
        return client("test", scopes);
    }

    /** A token of a client (a machine): {@code sub} and {@code client_id} are its name. */
    public static String client(String clientId, String... scopes) {
        return issuer().reusableToken(clientId, clientId, Set.of(scopes), LIFETIME);
    }

    /**
     * A token of a person, who acts through the client {@code console}.
     *
     * @param id the person's user id
     */
    public static String person(String id, String... scopes) {
        return issuer().reusableToken(id, "console", Set.of(scopes), LIFETIME);
    }

    /**
     * A token with claims that no honest client has.
     *
     * @param claims a JSON object with other claims than issuer, time and scopes: {@code {"sub":7}}
     */
    public static String withClaims(String claims, String... scopes) {
        long now = InstantSource.system().instant().getEpochSecond();
        return issuer().sign("%s,\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\",\"scope\":\"%s\"}"
                .formatted(
                        claims.substring(0, claims.length() - 1),
                        LocalIssuer.ISSUER,
                        LocalIssuer.AUDIENCE,
                        now,
                        now + LIFETIME.toSeconds(),
                        UUID.randomUUID(),
                        String.join(" ", scopes)));
    }

    /** A token whose time is over. */
    public static String expired(String... scopes) {
        return issuer().token("test", "test", Set.of(scopes), Duration.ofHours(-1));
    }

    /** A token that an issuer signed whom the service does not know. */
    public static String forged(String... scopes) {
        return LocalIssuer.in(TestDirectory.path().resolve("stranger"), InstantSource.system())
                .token("test", "test", Set.of(scopes), LIFETIME);
    }

    /**
     * A token that the known issuer signed with other claims than the service expects.
     *
     * @param change makes good claims into those, e.g. {@code claims -> claims.remove("aud")}
     */
    public static String changed(Consumer<ObjectNode> change, String... scopes) {
        var claims = issuer().claims("test", "test", Set.of(scopes), LIFETIME);
        change.accept(claims);
        return issuer().sign(claims.toString());
    }

    static LocalIssuer issuer() {
        return Known.ISSUER;
    }

    /** Once for each class loader; the keys are the JVM's. */
    private static final class Known {
        static final LocalIssuer ISSUER =
                LocalIssuer.in(TestDirectory.path().resolve("tokens"), InstantSource.system());
    }
}
