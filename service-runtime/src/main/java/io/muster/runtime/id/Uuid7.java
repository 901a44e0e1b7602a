package io.muster.runtime.id;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, a 12 bit counter, 62 random bits. Within a
 * process each id is greater than the one before it, also within a millisecond and when the clock steps back.
 */
public final class Uuid7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Milliseconds in the upper 52 bits, counter in the lower 12: a counter that overflows borrows from the future. */
    private static final AtomicLong LAST = new AtomicLong();

    private Uuid7() {}

    /** The next id in its canonical form, {@code 0193a1b2-c3d4-7000-8abc-0123456789ab}. */
    public static String next() {
        return nextUuid().toString();
    }

    /** The next id. */
    public static UUID nextUuid() {
        // All that is random at once: each call of its own takes the generator's lock again.
        var random = new byte[Short.BYTES + Long.BYTES];
        RANDOM.nextBytes(random);
        var bits = ByteBuffer.wrap(random);
        // The counter starts in its lower half, so that a burst within one millisecond rarely borrows.
        long fresh = (System.currentTimeMillis() << 12) | (bits.getShort() & 0x7ff);
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, fresh));
        long high = ((tick >>> 12) << 16) | 0x7000L | (tick & 0xfffL);
        long low = 0x8000000000000000L | (bits.getLong() >>> 2);
        return new UUID(high, low);
    }
}
