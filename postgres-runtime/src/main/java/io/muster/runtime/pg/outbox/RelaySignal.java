package io.muster.runtime.pg.outbox;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How a commit wakes the relay of its process. */
@Singleton
public class RelaySignal {
    private final Semaphore woken = new Semaphore(0);

    void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** Waits for a commit of this process, or until it is time to look for those of others. */
    void await(Duration atMost) throws InterruptedException {
        if (woken.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }
}
