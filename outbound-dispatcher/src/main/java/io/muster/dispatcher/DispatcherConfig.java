package io.muster.dispatcher;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator can set of the dispatcher, under {@code muster.dispatcher}. What differs by target is in its document. */
@ConfigMapping(prefix = "muster.dispatcher")
public interface DispatcherConfig {
    /** In quarantine an account looks again after this time at the latest, so that a release is noticed soon. */
    @WithDefault("PT10S")
    Duration quarantineLook();

    /** An account that waits at a limit of its target looks again after this time. */
    @WithDefault("PT5S")
    Duration limitLook();

    /** How long is kept what was tried at accounts ({@code GET /attempts}). */
    @WithDefault("P90D")
    Duration attemptRetention();

    /** The pauses after failures at an account. */
    Retry retry();

    /** They double from the first to the longest, with jitter. */
    interface Retry {
        /** After the first failure. */
        @WithDefault("PT1S")
        Duration first();

        /** Where the doubling ends. */
        @WithDefault("PT5M")
        Duration longest();
    }
}
