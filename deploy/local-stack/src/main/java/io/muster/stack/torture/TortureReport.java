package io.muster.stack.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What was run, on what machine, and the figures, as Markdown. */
public final class TortureReport {
    private TortureReport() {}

    /** The page as text. */
    public static String markdown(String command, List<Torture.Result> results) throws IOException {
        var page = new StringBuilder();
        long broken =
                results.stream().filter(result -> result.failure() != null).count();
        page.append("# Torture report\n\n");
        page.append("What `%s` saw: %d scenarios, %d kept, %d broken.%n"
                .formatted(command, results.size(), results.size() - broken, broken));
        page.append(
                "A scenario compares with the client's own list of acknowledged writes, never with what Muster says of itself alone.\n\n");
        page.append("| | |\n|---|---|\n");
        if (!results.isEmpty()) {
            page.append("| begun | %s |%n"
                    .formatted(results.getFirst().begun().toString().substring(0, 16) + "Z"));
        }
        page.append("| took | %s |%n"
                .formatted(minutes(results.stream().map(Torture.Result::took).reduce(Duration.ZERO, Duration::plus))));
        page.append("| machine | %s |%n".formatted(machine()));
        page.append("| lease | %s |%n%n".formatted(Rig.LEASE));
        page.append("| scenario | | s |\n|---|---|---|\n");
        for (var result : results) {
            page.append("| %s | %s | %d |%n"
                    .formatted(
                            result.name(),
                            result.failure() == null ? "kept" : "**broken**",
                            result.took().toSeconds()));
        }
        for (var result : results) {
            page.append("%n## %s%n%n%s.%n%n".formatted(result.name(), result.promise()));
            result.seen()
                    .forEach(line -> page.append("- ").append(oneLine(line)).append('\n'));
            var failure = result.failure();
            if (failure != null) {
                page.append("- **Broken**: ").append(oneLine(failure)).append('\n');
            }
        }
        return page.toString();
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('|', '/');
    }

    private static String minutes(Duration took) {
        return "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart());
    }

    private static String machine() throws IOException {
        return "%d processors%s, %s of memory, %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        line("/proc/cpuinfo", "model name")
                                .map(model -> " (" + model + ")")
                                .orElse(""),
                        line("/proc/meminfo", "MemTotal")
                                .map(total -> Long.parseLong(total.replaceAll("[^0-9]", "")) / 1024 / 1024 + " GB")
                                .orElse("?"),
                        System.getProperty("os.name"),
                        System.getProperty("java.version"));
    }

    private static Optional<String> line(String file, String name) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return Optional.empty();
        }
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        }
    }
}
