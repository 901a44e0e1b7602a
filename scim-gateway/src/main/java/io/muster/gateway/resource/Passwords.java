package io.muster.gateway.resource;

import io.muster.gateway.GatewayConfig;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id hashes (RFC 9106) in the usual form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
@ApplicationScoped
class Passwords {
    private static final int LONGEST = 1_024;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Vertx vertx;
    private final int memory;
    private final int iterations;
    private final Semaphore permits;
    private final SecureRandom random = new SecureRandom();

    Passwords(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.memory = config.password().memory();
        this.iterations = config.password().iterations();
        this.permits = new Semaphore(config.password().parallelHashes());
    }

    /**
     * Hashes off the event loop and comes back to the caller's context.
     *
     * @return fails with 429 while as many hashes as allowed are being computed
     */
    Uni<String> hash(String password) {
        if (password.length() > LONGEST) {
            return Uni.createFrom()
                    .failure(
                            new ScimError.InvalidValue("A password has at most " + LONGEST + " characters.").refused());
        }
        if (!permits.tryAcquire()) {
            return Uni.createFrom()
                    .failure(new ProblemException(Problem.of(
                            429, "too-many-passwords", "Too many passwords are being set at this moment; try again.")));
        }
        return vertx.executeBlocking(() -> argon2id(password)).onTermination().invoke(() -> permits.release());
    }

    private String argon2id(String password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        var hash = new byte[HASH_BYTES];
        // NFC as the OpaqueString profile of RFC 8265 has it: the same password from another keyboard is the same.
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }
}
