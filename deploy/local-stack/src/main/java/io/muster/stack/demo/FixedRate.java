package io.muster.stack.demo;

import java.time.Duration;

/** Sends at a fixed rate from its making on, whatever the answers take: who is late catches up. */
final class FixedRate {
    private final int perSecond;
    private final long start = System.nanoTime();

    FixedRate(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits until it is time for the next, when so many have been sent. */
    void awaitTurn(int sent) throws InterruptedException {
        long left = start + Duration.ofSeconds(1).toNanos() * sent / perSecond - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
