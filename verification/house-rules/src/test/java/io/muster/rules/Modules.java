package io.muster.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The source tree and the compiled classes of the modules. */
final class Modules {
    static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("muster.root"), "muster.root"));
    static final List<String> SERVICES =
            List.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    static final List<String> LIBRARIES =
            List.of("scim-core", "identity-events", "transparency-log", "service-runtime", "postgres-runtime");

    private Modules() {}

    static List<String> product() {
        return Stream.concat(LIBRARIES.stream(), SERVICES.stream()).toList();
    }

    static Path classes(String module) {
        return ROOT.resolve(module).resolve("target/classes");
    }

    /** Java files of a module's folder, of main code, tests or both. */
    static List<Path> sources(String module, String folder) {
        var start = ROOT.resolve(module).resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (var files = Files.walk(start)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> everySource(String folder) {
        var modules = Stream.concat(
                product().stream(),
                Stream.of(
                        "deploy/local-servers",
                        "deploy/local-stack",
                        "verification/test-support",
                        "verification/house-rules",
                        "verification/system-tests",
                        "verification/row-endpoint",
                        "verification/benchmarks"));
        return modules.flatMap(module -> sources(module, folder).stream()).toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
