package io.muster.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What the machine does without Muster: how fast the application itself takes a change, and how fast a record is on the
 * disk. A disable cannot be quicker than the two commits that make it durable on its way (gateway, dispatcher's intake)
 * and the application's own work, which ends on the disk too.
 *
 * @param change one PATCH of an account, straight to the application, which forces it to disk
 * @param forced one forced write of 200 bytes
 */
record Ceiling(Times change, Times forced) {
    private static final int ROUNDS = 100;
    private static final int BYTES = 200;
    private static final int COMMITS_BEFORE = 2;

    static Ceiling measure(Application application, Path directory) throws IOException, InterruptedException {
        return new Ceiling(changes(application), forcedWrites(directory));
    }

    /** Two forced writes and one change of the application: the shortest way that loses nothing. */
    Duration shortest(int percent) {
        return change.percentile(percent).plus(forced.percentile(percent).multipliedBy(COMMITS_BEFORE));
    }

    private static Times changes(Application application) throws IOException, InterruptedException {
        var times = new Times();
        var id = application.create("ceiling");
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            application.setActive(id, round % 2 == 1);
            times.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        application.delete(id);
        return times;
    }

    private static Times forcedWrites(Path directory) throws IOException {
        var times = new Times();
        var file = Files.createTempFile(directory, "ceiling", ".bin");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int round = 0; round < ROUNDS; round++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
                times.add(Duration.ofNanos(System.nanoTime() - begun));
            }
        } finally {
            Files.delete(file);
        }
        return times;
    }
}
