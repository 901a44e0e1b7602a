package io.muster.stack.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the end of one log or of all; -f goes on.")
final class Logs implements Callable<Integer> {
    private static final int BLOCK = 256 * 1024;

    private final Launcher launcher;

    @Parameters(arity = "0..1", description = "scim-gateway, code-host, mailbox, servers …; without it all of them.")
    private String service = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines (default ${DEFAULT-VALUE}).")
    private int lines = 100;

    Logs(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var files = files();
        if (files.isEmpty()) {
            throw new CommandFailed(
                    service.isEmpty() ? "There are no logs yet." : "There is no log of " + service + ".");
        }
        Map<Path, Long> shown = new HashMap<>();
        for (var file : files) {
            shown.put(file, end(file));
        }
        while (follow) {
            for (var file : files) {
                shown.put(file, since(file, shown.getOrDefault(file, 0L)));
            }
            Thread.sleep(200);
        }
        return 0;
    }

    private List<Path> files() throws IOException {
        if (!service.isEmpty()) {
            if (!service.matches("[a-z-]+")) {
                return List.of();
            }
            var file = launcher.home().log(service);
            return Files.exists(file) ? List.of(file) : List.of();
        }
        try (var all = Files.list(launcher.home().log("any").getParent())) {
            return all.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    private long end(Path file) throws IOException {
        long size = Files.size(file);
        long from = Math.max(0, size - (long) BLOCK * Math.max(1, lines / 500));
        var text = read(file, from, size).lines().toList();
        text.subList(Math.max(0, text.size() - lines), text.size()).forEach(line -> print(file, line));
        return size;
    }

    private long since(Path file, long from) throws IOException {
        long size = Files.size(file);
        if (size > from) {
            read(file, from, size).lines().forEach(line -> print(file, line));
        }
        return size;
    }

    private void print(Path file, String line) {
        var name = file.getFileName().toString().replace(".log", "");
        launcher.out().println(service.isEmpty() ? String.format("%-20s %s", name, line) : line);
    }

    private static String read(Path file, long from, long to) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(from);
            var bytes = new byte[(int) Math.min(to - from, Integer.MAX_VALUE - 8)];
            access.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
