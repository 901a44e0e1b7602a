package io.muster.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.gateway.refusal.Refusals;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says whose a secret is. What was read is believed for a second: so long at most, and well within two, a token still opens here after
 * it was revoked through another replica. Its expiry is looked at with every request.
 */
@Singleton
class TokenVerifier {
    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);
    private static final int MOST_TOKENS = 10_000;

    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_TOKENS)
            .expireAfterWrite(BELIEVED)
            .build();
    private final Pool pool;
    private final TokenStore store;
    private final RequestRates rates;
    private final Refusals refusals;
    private final InstantSource time;
    private final Map<Outcome, Counter> presented;

    /**
     * A token as it was read.
     *
     * @param since nanoseconds ({@link System#nanoTime}) from before it was read: an answer that was slow to come is old already
     */
    private record Known(ScimToken token, long since) {
        boolean fresh() {
            return System.nanoTime() - since < BELIEVED.toNanos();
        }
    }

    /** What became of a token that was presented: for the metric alone, the client is not told. */
    private enum Outcome {
        ACCEPTED,
        MALFORMED,
        UNKNOWN,
        EXPIRED,
        REVOKED,
        LIMITED
    }

    TokenVerifier(
            Pool pool,
            TokenStore store,
            RequestRates rates,
            Refusals refusals,
            @RealTime InstantSource time,
            MeterRegistry registry) {
        this.pool = pool;
        this.store = store;
        this.rates = rates;
        this.refusals = refusals;
        this.time = time;
        this.presented = Arrays.stream(Outcome.values())
                .collect(Collectors.toMap(Function.identity(), outcome -> counter(registry, outcome)));
    }

    private static Counter counter(MeterRegistry registry, Outcome outcome) {
        return Counter.builder("muster.gateway.tokens.presented")
                .description("Requests that came with an opaque token, by what became of it")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /**
     * The token of a secret, which counts as one request of it.
     *
     * @param presented what stands behind {@code Bearer} in the request
     * @throws AuthenticationFailedException as failure, where it is unknown, expired or revoked
     * @throws ProblemException as failure, 429 {@code too-many-requests}
     */
    Uni<ScimToken> verify(String presented) {
        return TokenSecret.parse(presented)
                .map(secret -> read(secret).map(this::admitted))
                .orElseGet(() -> Uni.createFrom().failure(() -> refused(Outcome.MALFORMED)));
    }

    private ScimToken admitted(Optional<ScimToken> found) {
        var token = found.orElseThrow(() -> refused(Outcome.UNKNOWN));
        switch (token.status(time.instant())) {
            case REVOKED -> throw refused(Outcome.REVOKED);
            case EXPIRED -> throw refused(Outcome.EXPIRED);
            case ACTIVE -> {
                if (!rates.take(token)) {
                    throw limited(token);
                }
                count(Outcome.ACCEPTED);
            }
        }
        return token;
    }

    private Uni<Optional<ScimToken>> read(TokenSecret secret) {
        var key = secret.key();
        var last = known.getIfPresent(key);
        if (last != null && last.fresh()) {
            return Uni.createFrom().item(Optional.of(last.token));
        }
        var since = System.nanoTime();
        return store.byHash(pool, secret.hash())
                .invoke(found -> found.ifPresent(token -> known.put(key, new Known(token, since))))
                .call(found -> found.map(this::noteUse)
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> noteUse(ScimToken token) {
        var now = time.instant();
        var last = token.lastUsedAt();
        if (token.status(now) != ScimToken.Status.ACTIVE
                || (last != null && last.plus(USE_NOTED_EVERY).isAfter(now))) {
            return Uni.createFrom().voidItem();
        }
        return store.noteUse(pool, token.id(), now, USE_NOTED_EVERY)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf(failure, "the use of token %s could not be noted; it is let in", token.id()))
                .onFailure()
                .recoverWithNull();
    }

    private AuthenticationFailedException refused(Outcome outcome) {
        count(outcome);
        return new AuthenticationFailedException();
    }

    private ProblemException limited(ScimToken token) {
        count(Outcome.LIMITED);
        refusals.count(token.client(), "more requests than its token may make");
        return new ProblemException(Problem.of(
                429,
                "too-many-requests",
                "This token may make " + token.rate().requestsPerSecond() + " requests a second, and "
                        + token.rate().burst() + " at once after a pause."));
    }

    private void count(Outcome outcome) {
        var counter = presented.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
