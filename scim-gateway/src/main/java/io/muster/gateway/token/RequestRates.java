package io.muster.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * How often each token may call this process: a bucket a token, in memory. Replicas do not tell each other, so that two of them let
 * through up to twice as much; a shared count would cost every request a round trip and stop all clients with its store.
 */
@Singleton
class RequestRates {
    /** More than this many are never in use at once; one that falls out begins again with a full bucket. */
    private static final int MOST_TOKENS = 10_000;
    /** Longer than the largest bucket takes to fill at the lowest rate: who waits that long has a full one anyway. */
    private static final Duration UNUSED = Duration.ofSeconds(TokenRequest.MOST_BURST + 60L);

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_TOKENS)
            .expireAfterAccess(UNUSED)
            .build();
    private final TimeMeter clock;

    @Inject
    RequestRates() {
        this(TimeMeter.SYSTEM_MILLISECONDS);
    }

    RequestRates(TimeMeter clock) {
        this.clock = clock;
    }

    /** Whether the token may make one more request now; it is counted if so. The next one is at most a second away. */
    boolean take(ScimToken token) {
        return buckets.get(token.id(), id -> bucket(token.rate())).tryConsume(1);
    }

    private Bucket bucket(ScimToken.Rate rate) {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(limit ->
                        limit.capacity(rate.burst()).refillGreedy(rate.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }
}
