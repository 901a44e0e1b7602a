package io.muster.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalIssuerTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T10:00:00Z"));

    @TempDir
    Path directory;

    @Test
    void a_token_verifies_with_the_public_key_and_says_who_may_do_what() throws Exception {
        var issuer = LocalIssuer.in(directory, CLOCK);

        var parts = issuer.token("alice", "console", Set.of("scim:read", "audit:read"), Duration.ofMinutes(5))
                .split("\\.", -1);

        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(KeyFactory.getInstance("RSA").generatePublic(publicKey(issuer)));
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        var claims =
                JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(claims.path("sub").asText()).isEqualTo("alice");
        assertThat(claims.path("client_id").asText()).isEqualTo("console");
        assertThat(claims.path("scope").asText()).isEqualTo("audit:read scim:read");
        assertThat(claims.path("iss").asText()).isEqualTo("https://muster.local");
        assertThat(claims.path("aud").asText()).isEqualTo("muster");
        assertThat(claims.path("exp").asLong()).isEqualTo(CLOCK.instant().getEpochSecond() + 300);
    }

    @Test
    void the_key_is_made_once_and_only_its_owner_reads_it() throws Exception {
        var first = Files.readString(LocalIssuer.in(directory, CLOCK).publicKey());

        assertThat(Files.readString(LocalIssuer.in(directory, CLOCK).publicKey()))
                .isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(directory.resolve("token-signing-key.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_token_that_may_be_reused_is_signed_anew_when_half_of_its_lifetime_is_over() {
        var now = new AtomicReference<>(CLOCK.instant());
        var issuer = LocalIssuer.in(directory, now::get);
        Supplier<String> asked = () -> issuer.reusableToken("hr", "hr", Set.of("scim:read"), Duration.ofHours(2));

        var first = asked.get();
        now.set(CLOCK.instant().plus(Duration.ofMinutes(59)));
        assertThat(asked.get()).isEqualTo(first);
        assertThat(issuer.reusableToken("hr", "hr", Set.of("scim:write"), Duration.ofHours(2)))
                .isNotEqualTo(first);
        assertThat(issuer.reusableToken("admin", "hr", Set.of("scim:read"), Duration.ofHours(2)))
                .isNotEqualTo(first);
        now.set(CLOCK.instant().plus(Duration.ofMinutes(60)));
        assertThat(asked.get()).isNotEqualTo(first);
    }

    private static X509EncodedKeySpec publicKey(LocalIssuer issuer) throws Exception {
        var pem = Files.readString(issuer.publicKey()).replaceAll("-----[A-Z ]+-----", "");
        return new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
    }
}
