package io.muster.servers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands where an OIDC issuer stands in production: signs bearer tokens (JWT, RS256) with a key that only it has. The
 * services are given the public key.
 */
public final class LocalIssuer {
    /** The {@code iss} of its tokens. */
    public static final String ISSUER = "https://muster.local";

    /** The {@code aud} of its tokens: whom they are for. */
    public static final String AUDIENCE = "muster";

    private static final String PRIVATE = "token-signing-key.pem";
    private static final String PUBLIC = "token-public-key.pem";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Asked(String subject, String clientId, Set<String> scopes, Duration lifetime) {}

    private record Signed(String token, Instant until) {}

    private final Map<Asked, Signed> reusable = new ConcurrentHashMap<>();
    private final PrivateKey key;
    private final Path publicKey;
    private final InstantSource clock;

    private LocalIssuer(PrivateKey key, Path publicKey, InstantSource clock) {
        this.key = key;
        this.publicKey = publicKey;
        this.clock = clock;
    }

    /**
     * The issuer whose keys lie in the directory; makes them the first time (the private one with mode 600).
     *
     * @param clock real time, for {@code iat} and {@code exp}
     */
    public static LocalIssuer in(Path directory, InstantSource clock) {
        try {
            var privateKey = directory.resolve(PRIVATE);
            var publicKey = directory.resolve(PUBLIC);
            if (!Files.exists(privateKey)) {
                Files.createDirectories(directory);
                var generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                var pair = generator.generateKeyPair();
                Files.writeString(publicKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
                Files.createFile(
                        privateKey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        privateKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            }
            var encoded = new PKCS8EncodedKeySpec(bytesOfPem(Files.readString(privateKey)));
            return new LocalIssuer(KeyFactory.getInstance("RSA").generatePrivate(encoded), publicKey, clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerFailed("The token key in " + directory + " could not be made or read: " + e, e);
        }
    }

    /** {@return the file with the public key as PEM, for {@code mp.jwt.verify.publickey.location}} */
    public Path publicKey() {
        return publicKey;
    }

    /**
     * A signed token.
     *
     * @param subject who acts: a person's id, or the client itself
     * @param clientId the client through which he acts, e.g. {@code hr}
     * @param scopes e.g. {@code scim:read}
     * @param lifetime how long it is valid from now
     * @return the token in compact form
     */
    public String token(String subject, String clientId, Set<String> scopes, Duration lifetime) {
        return sign(claims(subject, clientId, scopes, lifetime).toString());
    }

    /** What {@link #token} signs, for {@link #sign} to sign something else instead. */
    public ObjectNode claims(String subject, String clientId, Set<String> scopes, Duration lifetime) {
        var now = clock.instant().getEpochSecond();
        return JSON.createObjectNode()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", subject)
                .put("client_id", clientId)
                .put("scope", String.join(" ", new TreeSet<>(scopes)))
                .put("iat", now)
                .put("exp", now + lifetime.toSeconds())
                .put("jti", UUID.randomUUID().toString());
    }

    /**
     * A token with claims of one's own, also such as no honest caller has.
     *
     * @param claims a JSON object, which is signed letter by letter
     * @return the token in compact form
     */
    public String sign(String claims) {
        var header = JSON.createObjectNode().put("alg", "RS256").put("typ", "JWT");
        var signed = base64(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new ServerFailed("The token could not be signed: " + e, e);
        }
    }

    /**
     * As {@link #token}, but the same one for whoever asks this issuer for the same, until half of its lifetime is over: signing is
     * more work than most of the requests that are sent with it. Each different question is kept.
     *
     * @param lifetime how long it is valid from its signature: from now, for half of this at least
     */
    public String reusableToken(String subject, String clientId, Set<String> scopes, Duration lifetime) {
        var asked = new Asked(subject, clientId, Set.copyOf(scopes), lifetime);
        var now = clock.instant();
        var signed = reusable.compute(
                asked,
                (same, known) -> known != null && now.isBefore(known.until())
                        ? known
                        : new Signed(token(subject, clientId, scopes, lifetime), now.plus(lifetime.dividedBy(2))));
        return signed.token();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String pem(String what, byte[] bytes) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    private static byte[] bytesOfPem(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
