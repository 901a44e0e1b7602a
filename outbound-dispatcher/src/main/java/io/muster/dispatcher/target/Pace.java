package io.muster.dispatcher.target;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** So many writes per second: each takes the next free moment and waits for it. A second's worth may come at once. */
public final class Pace {
    private static final long BURST_NANOS = 1_000_000_000L;

    private final long between;
    private final AtomicLong next;

    Pace(double perSecond) {
        this.between = Math.max(1, (long) (BURST_NANOS / perSecond));
        this.next = new AtomicLong(System.nanoTime() - BURST_NANOS);
    }

    /** Returns when it is our turn; blocks a virtual thread. */
    public void await() {
        long turn = next.updateAndGet(last -> Math.max(last, System.nanoTime() - BURST_NANOS) + between);
        long wait = turn - System.nanoTime();
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(wait);
            wait = turn - System.nanoTime();
        }
    }
}
