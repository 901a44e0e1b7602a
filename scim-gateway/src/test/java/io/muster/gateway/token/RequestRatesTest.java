package io.muster.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
    private final Hand clock = new Hand();
    private final RequestRates rates = new RequestRates(clock);

    @Test
    void a_token_has_its_burst_and_then_its_rate() {
        var token = token("a", 10, 25);
        assertThat(admitted(token, 100)).isEqualTo(25);
        clock.forward(Duration.ofMillis(500));
        assertThat(admitted(token, 100)).isEqualTo(5);
        clock.forward(Duration.ofHours(1));
        assertThat(admitted(token, 100))
                .as("no more is saved up than the burst")
                .isEqualTo(25);
    }

    @Test
    void a_second_after_a_refusal_it_may_call_again_at_the_lowest_rate_too() {
        var token = token("slow", 1, 1);
        assertThat(admitted(token, 3)).isEqualTo(1);
        clock.forward(Duration.ofSeconds(1));
        assertThat(admitted(token, 3)).isEqualTo(1);
    }

    @Test
    void one_token_takes_nothing_from_another() {
        assertThat(admitted(token("greedy", 1, 2), 50)).isEqualTo(2);
        assertThat(admitted(token("other", 1, 2), 2)).isEqualTo(2);
    }

    private long admitted(ScimToken token, int calls) {
        return IntStream.range(0, calls).filter(call -> rates.take(token)).count();
    }

    private static ScimToken token(String id, int perSecond, int burst) {
        return new ScimToken(
                id,
                "client",
                List.of("scim:read"),
                new ScimToken.Rate(perSecond, burst),
                PatchProfile.RFC,
                HiddenAttributes.NONE,
                Instant.EPOCH,
                "admin",
                Instant.MAX,
                null,
                null,
                null);
    }

    /** A clock that a test moves. */
    private static final class Hand implements TimeMeter {
        private long nanos;

        void forward(Duration by) {
            nanos += by.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
