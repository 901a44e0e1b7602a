package io.muster.stack.command;

import io.muster.stack.local.Home;
import io.muster.stack.torture.Rig;
import io.muster.stack.torture.Scenario;
import io.muster.stack.torture.Scenarios;
import io.muster.stack.torture.Torture;
import io.muster.stack.torture.TortureReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = {
            "Muster under faults, with full numbers: processes killed and halted, servers away, stores wiped.",
            "Runs on a stack of its own beside whatever runs, for about an hour. Exit code 0 only if all promises were kept."
        })
final class TortureCommand implements Callable<Integer> {
    private final Launcher launcher;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these scenarios; --list names them.")
    private List<String> only = List.of();

    @Option(
            names = "--seeds",
            defaultValue = "3",
            description = "Random moments for each service (default ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--first-seed", defaultValue = "1", description = "To see one again (default ${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(names = "--list", description = "Names the scenarios and what each promises; runs nothing.")
    private boolean list;

    @Option(names = "--report", description = "Where the report goes (default docs/torture.md).")
    private @Nullable Path report;

    TortureCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, NamingException {
        var scenarios = chosen();
        if (list) {
            scenarios.forEach(scenario -> launcher.out().printf("%-26s %s%n", scenario.name(), scenario.promise()));
            return 0;
        }
        var home = new Home(launcher.home().root(), launcher.home().directory().resolve("torture"));
        var own = new Launcher(home, Map.of(), launcher.out(), launcher.err());
        try (var rig = Rig.start(home, new LauncherStack(own), Rig.LEASE, launcher.err()::println)) {
            var file = report != null ? report : home.root().resolve("docs/torture.md");
            var results = Torture.run(rig, scenarios, new Torture.Progress() {
                @Override
                public void say(String line) {
                    launcher.err().println(line);
                }

                @Override
                public void ended(List<Torture.Result> results) throws IOException {
                    Files.writeString(file, TortureReport.markdown(command(), results));
                }
            });
            launcher.out().println("Report: " + file.toAbsolutePath());
            return results.stream().allMatch(result -> result.failure() == null) ? 0 : 1;
        }
    }

    private List<Scenario> chosen() {
        var all = Scenarios.full(seeds, firstSeed);
        var names = all.stream().map(Scenario::name).collect(Collectors.toCollection(java.util.TreeSet::new));
        for (var name : only) {
            if (!names.contains(name)) {
                throw new CommandFailed("There is no scenario " + name + ", but " + String.join(", ", names) + ".");
            }
        }
        return all.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .toList();
    }

    private String command() {
        return "./muster torture" + (only.isEmpty() ? "" : " --only " + String.join(",", only)) + " --seeds " + seeds
                + " --first-seed " + firstSeed;
    }
}
