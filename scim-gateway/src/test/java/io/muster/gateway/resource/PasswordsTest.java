package io.muster.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.runtime.problem.ProblemException;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A hash takes 19 MiB: how many are computed and wait at once is bounded, whoever asks. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class PasswordsTest {
    private static final String HASHED = "hashed";
    private static final String REFUSED = "429";

    @Inject
    Passwords passwords;

    @Inject
    Vertx vertx;

    @Test
    void two_are_computed_at_once_and_one_more_is_refused() throws Exception {
        assertThat(together(5, false)).isEqualTo(outcomes(2, 3));
        assertThat(together(2, false))
                .as("the two that ended have left their places")
                .isEqualTo(outcomes(2, 0));
    }

    @Test
    void sixteen_of_the_patient_wait_for_their_turn_and_one_more_is_refused() throws Exception {
        assertThat(together(19, true)).isEqualTo(outcomes(18, 1));
        assertThat(together(2, false)).isEqualTo(outcomes(2, 0));
    }

    /** All in one turn of one event loop, to which no hash can come back before the last one is asked for. */
    private List<String> together(int hashes, boolean patient) throws Exception {
        var answers = new CompletableFuture<List<String>>();
        vertx.getOrCreateContext()
                .runOnContext(turn -> Uni.join()
                        .all(IntStream.range(0, hashes)
                                .mapToObj(i -> outcome(patient))
                                .toList())
                        .andFailFast()
                        .subscribe()
                        .with(answers::complete, answers::completeExceptionally));
        return answers.get(30, TimeUnit.SECONDS);
    }

    private Uni<String> outcome(boolean patient) {
        return passwords
                .hash("t0p-secret", patient)
                .map(hash -> hash.startsWith("$argon2id$") ? HASHED : hash)
                .onFailure(ProblemException.class)
                .recoverWithItem(refusal -> Integer.toString(refusal.problem().status()));
    }

    private static List<String> outcomes(int hashed, int refused) {
        var outcomes = new ArrayList<>(Collections.nCopies(hashed, HASHED));
        outcomes.addAll(Collections.nCopies(refused, REFUSED));
        return outcomes;
    }
}
