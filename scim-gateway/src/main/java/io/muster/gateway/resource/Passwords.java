package io.muster.gateway.resource;

import io.muster.gateway.GatewayConfig;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id hashes (RFC 9106) in the usual form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
@Singleton
class Passwords {
    private static final int LONGEST = 1_024;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final int shortest;
    private final int memory;
    private final int iterations;
    private final int parallel;
    private final int mostWaiting;
    private final SecureRandom random = new SecureRandom();
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int running;

    /** A hash that somebody waits for in this context. */
    private record Turn(Context context, String password, UniEmitter<? super String> answer) {}

    Passwords(GatewayConfig config) {
        this.shortest = config.password().minLength();
        this.memory = config.password().memory();
        this.iterations = config.password().iterations();
        this.parallel = config.password().parallelHashes();
        this.mostWaiting = config.password().waitingHashes();
    }

    /**
     * Hashes off the event loop, in turn, and comes back to the caller's Vert.x context.
     *
     * @param patient waits for its turn, in a queue that has an end
     * @return fails with {@code invalidValue} where the password is too short or too long, with 429 while as many as allowed are computed and, for the patient, as many as allowed wait
     */
    Uni<String> hash(String password, boolean patient) {
        int length = password.codePointCount(0, password.length());
        if (length < shortest || length > LONGEST) {
            return Uni.createFrom()
                    .failure(new ScimError.InvalidValue(
                                    "A password has %d to %d characters.".formatted(shortest, LONGEST))
                            .refused());
        }
        return Uni.createFrom()
                .emitter(answer ->
                        begin(new Turn(Objects.requireNonNull(Vertx.currentContext()), password, answer), patient));
    }

    private void begin(Turn turn, boolean patient) {
        boolean mayRun;
        boolean waits;
        synchronized (waiting) {
            mayRun = running < parallel;
            running += mayRun ? 1 : 0;
            waits = !mayRun && patient && waiting.size() < mostWaiting && waiting.add(turn);
        }
        if (mayRun) {
            run(turn);
        } else if (!waits) {
            turn.answer.fail(new ProblemException(Problem.of(
                    429, "too-many-passwords", "Too many passwords are being set at this moment; try again.")));
        }
    }

    private void run(Turn turn) {
        turn.context
                .executeBlocking(() -> argon2id(turn.password), false)
                .onComplete(
                        hash -> {
                            next().ifPresent(this::run);
                            turn.answer.complete(hash);
                        },
                        failure -> {
                            next().ifPresent(this::run);
                            turn.answer.fail(failure);
                        });
    }

    /** Who takes the place of one that ended. */
    private Optional<Turn> next() {
        synchronized (waiting) {
            var next = Optional.ofNullable(waiting.poll());
            if (next.isEmpty()) {
                running--;
            }
            return next;
        }
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
