package io.muster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.benchmarks.gateway.GatewayBench;
import io.muster.servers.ServerFailed;
import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.Home;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.StackOptions;
import io.muster.stack.local.StackState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./muster bench}. */
@Command(
        name = "muster bench",
        mixinStandardHelpOptions = true,
        description = {
            "How fast Muster is on this machine, at its effect in the target, beside what the machine can do without it;",
            "with the word gateway: how fast the scim-gateway by itself is.",
            "Starts a stack of its own with empty data (nothing else may run on its ports) and writes a page of figures.",
            "With 20,000 people it takes about 20 minutes.",
            "Exit code 0: measured, the goals reached; 3: measured, and a goal was missed; 1: it could not be measured."
        })
public final class Main implements Callable<Integer> {
    private static final int GOAL_MISSED = 3;

    private final Launcher launcher;

    @Option(names = "--people", defaultValue = "20000", description = "How many HR brings (default ${DEFAULT-VALUE}).")
    private int people;

    @Option(
            names = "--rate",
            defaultValue = "20",
            description = "How many people a second; 0: as many as the gateway takes (default ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(
            names = "--disables",
            defaultValue = "100",
            description = "How many leave meanwhile, at most 100 (default ${DEFAULT-VALUE}).")
    private int disables;

    @Option(
            names = "--warm-up",
            defaultValue = "1000",
            description =
                    "How many others HR brings before, at the same rate, that are not measured: a system in use is warm (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--report", description = "Where the page goes (default docs/benchmarks.md).")
    private @Nullable Path report;

    private Main(Launcher launcher) {
        this.launcher = launcher;
    }

    /**
     * Measures and ends with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        LogManager.getLogManager().reset(); // Kafka, in this process, logs much; the services have logs of their own
        var root = Path.of(System.getProperty("muster.root", "."));
        var usual = Home.of(root, System.getenv());
        var home = new Home(root, usual.directory().resolve("bench"));
        Runtime.getRuntime().exit(line(Launcher.of(home, System.getenv())).execute(args));
    }

    /**
     * The command line.
     *
     * @param launcher of a home that is emptied with each measurement
     */
    public static CommandLine line(Launcher launcher) {
        return new CommandLine(new Main(launcher))
                .addSubcommand(new GatewayBench(launcher))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof StepFailed
                            || failure instanceof ServerFailed
                            || failure instanceof IllegalArgumentException) {
                        launcher.err().println("muster: " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure; // a mistake of ours: its stack trace helps
                });
    }

    @Override
    public Integer call() throws Exception {
        if (people < 100
                || warmUp < 0
                || (warmUp > 0 && warmUp < 20)
                || perSecond < 0
                || disables < 1
                || disables > 100) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this),
                    "--people is at least 100, --warm-up 0 or at least 20, --rate not negative and --disables 1 to 100, the targets' own limit");
        }
        if (StackState.read(launcher.home()).isPresent()) {
            throw new StepFailed("a bench runs already in " + launcher.home().directory());
        }
        launcher.home().reset();
        var options = StackOptions.from(launcher.home(), launcher.environment(), launcher.err()::println);
        try (var stack = LocalStack.start(options);
                var http = new Http()) {
            launcher.err().printf("%d processes are ready.%n", stack.processes().size());
            return measure(http);
        }
    }

    private int measure(Http http) throws Exception {
        var stack = new LauncherStack(launcher);
        var root = launcher.home().root();
        stack.muster(
                "policy", "apply", root.resolve("deploy/sample-organization").toString());
        var status = stack.status();
        var application = new Application(http, status.at("/targets/code-host"));
        var day = LocalDate.ofInstant(businessNow(http, status), ZoneOffset.UTC);
        launcher.err().println("Ceiling: the application and the disk by themselves");
        var ceiling = Ceiling.measure(application, launcher.home().directory());
        launcher.err().printf("Warm-up: %,d other people%n", warmUp);
        var load = new DisablesUnderLoad(http, status, application, launcher.err()::println);
        load.warmUp(warmUp, perSecond, day);
        launcher.err().printf("Load: %,d people, %d of them leave meanwhile%n", people, disables);
        var seen = load.run(people, perSecond, disables, day);
        var section = BenchReport.markdown(
                "./muster bench --people %d --rate %d --disables %d --warm-up %d"
                        .formatted(people, perSecond, disables, warmUp),
                day,
                warmUp,
                seen,
                ceiling);
        var file = report != null ? report : root.resolve("docs/benchmarks.md");
        new Page(file).put(BenchReport.TITLE, section);
        launcher.out().print(section);
        launcher.out().println("Report: " + file.toAbsolutePath());
        return BenchReport.goalReached(seen) ? CommandLine.ExitCode.OK : GOAL_MISSED;
    }

    private static Instant businessNow(Http http, JsonNode status) throws Exception {
        var gateway = status.at("/services/scim-gateway/url").asText();
        var admin = status.at("/credentials/admin").asText();
        return Instant.parse(
                http.get(gateway + "/clock", admin).path("businessNow").asText());
    }
}
