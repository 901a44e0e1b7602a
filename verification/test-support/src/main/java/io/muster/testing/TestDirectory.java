package io.muster.testing;

import io.muster.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The directory of this test JVM's servers, and what its class loaders must agree on. */
final class TestDirectory {
    private static final String PREFIX = "muster.test.jvm.";

    /** Outlives this JVM by a moment: waits for its end, ends PostgreSQL, removes the directory. */
    private static final String CLEANER = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            [ -f "$2/postgresql/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/postgresql/data/postmaster.pid")" 2>/dev/null
            sleep 3
            rm -rf "$2"
            """;

    private TestDirectory() {}

    static Path path() {
        return Path.of(once("directory", TestDirectory::create));
    }

    static int port(String name) {
        return Integer.parseInt(once("port." + name, () -> Integer.toString(Ports.free())));
    }

    /** A value that is made once in this JVM, whichever class loader asks first. */
    static String once(String name, Supplier<String> value) {
        synchronized (Runtime.getRuntime()) { // the same object in every class loader
            var known = System.getProperty(PREFIX + name);
            if (known == null) {
                known = value.get();
                System.setProperty(PREFIX + name, known);
            }
            return known;
        }
    }

    private static String create() {
        try {
            var directory = Files.createTempDirectory("muster-test-");
            new ProcessBuilder(
                            "sh",
                            "-c",
                            CLEANER,
                            "sh",
                            Long.toString(ProcessHandle.current().pid()),
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return directory.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for the test servers", e);
        }
    }
}
