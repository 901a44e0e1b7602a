package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processes that someone stopped on purpose and that stay away until he starts them again. Each is a file, because who says so is another
 * process than the one that watches over them.
 */
public final class Holds {
    private final Path directory;

    /** The holds of a home. */
    public Holds(Home home) {
        this.directory = home.directory().resolve("stopped");
    }

    /** {@return whether it is to stay away} */
    boolean has(String name) {
        return Files.exists(directory.resolve(name));
    }

    /** From now on it is not started again when it ends. */
    public void add(String name) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), "");
        } catch (IOException e) {
            throw new ServerFailed(name + " could not be marked as stopped: " + e, e);
        }
    }

    /** Who watches over it starts it now. */
    public void remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new ServerFailed(name + " could not be marked as wanted: " + e, e);
        }
    }
}
