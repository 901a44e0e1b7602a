package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Port numbers that a process of this user has chosen and may not listen on yet, or not just now: several stacks start at the same
 * time, and their services are away for a while. The byte of a file at a port's number is locked until its process ends.
 */
final class ChosenPorts {
    private static final Path FILE =
            Path.of(System.getProperty("java.io.tmpdir"), "muster-ports-" + System.getProperty("user.name") + ".lock");

    /** Stays open: the system gives all of a process' locks back when any of its channels to the file is closed. */
    private static final FileChannel CHANNEL = open();

    private ChosenPorts() {}

    /** {@return whether nobody had chosen one of them; then all are this process' own} */
    static synchronized boolean choose(Collection<Integer> numbers) {
        var chosen = new ArrayList<FileLock>();
        try {
            for (int number : numbers) {
                var lock = lock(number);
                if (lock == null) {
                    for (var given : chosen) {
                        given.release();
                    }
                    return false;
                }
                chosen.add(lock);
            }
            return true;
        } catch (IOException e) {
            throw new ServerFailed("Ports could not be chosen by " + FILE + ": " + e, e);
        }
    }

    private static @Nullable FileLock lock(int number) throws IOException {
        try {
            return CHANNEL.tryLock(number, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // chosen by another stack of this process
        }
    }

    private static FileChannel open() {
        try {
            return FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ServerFailed("Ports could not be chosen by " + FILE + ": " + e, e);
        }
    }
}
