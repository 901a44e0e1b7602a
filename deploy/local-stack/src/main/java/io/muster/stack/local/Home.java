package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;

/**
 * Where the sources and the local data lie.
 *
 * @param root the directory of the sources, which holds {@code mvnw}
 * @param directory local state and data, usually {@code .muster} in it
 */
public record Home(Path root, Path directory) {
    /** Environment variable that moves the directory. */
    public static final String VARIABLE = "MUSTER_HOME";

    public Home {
        root = root.toAbsolutePath().normalize();
        directory = directory.toAbsolutePath().normalize();
    }

    /** The home that the environment names, else {@code .muster} in the sources. */
    public static Home of(Path root, Map<String, String> environment) {
        var moved = environment.get(VARIABLE);
        return new Home(root, moved == null ? root.resolve(".muster") : Path.of(moved));
    }

    /** {@return the directory of a server or target, made if it is missing} */
    public Path data(String name) {
        return made(directory.resolve("data").resolve(name));
    }

    /** {@return where a process writes what it has to say} */
    public Path log(String name) {
        return made(directory.resolve("logs")).resolve(name + ".log");
    }

    /** {@return the directory of keys and passwords, which only its owner may enter} */
    public Path secrets() {
        var secrets = directory.resolve("secrets");
        if (!Files.isDirectory(secrets)) {
            try {
                Files.createDirectories(directory);
                Files.createDirectory(
                        secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (IOException e) {
                throw new ServerFailed(secrets + " could not be made: " + e, e);
            }
        }
        return secrets;
    }

    /** {@return where the running stack says what it is} */
    public Path state() {
        return made(directory).resolve("state.json");
    }

    /** Removes data, state and secrets; logs and programs stay. */
    public void reset() {
        delete(directory.resolve("data"));
        delete(directory.resolve("secrets"));
        delete(directory.resolve("state.json"));
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (var paths = Files.walk(path)) {
            for (var each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new ServerFailed(path + " could not be removed: " + e, e);
        }
    }

    private static Path made(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new ServerFailed(path + " could not be made: " + e, e);
        }
    }
}
