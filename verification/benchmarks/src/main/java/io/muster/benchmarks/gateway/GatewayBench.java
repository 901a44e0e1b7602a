package io.muster.benchmarks.gateway;

import io.muster.benchmarks.Page;
import io.muster.stack.command.Launcher;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.Service;
import io.muster.stack.local.StackOptions;
import io.muster.stack.local.StackState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./muster bench gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "The scim-gateway by itself: creates beside pgbench, reads beside an endpoint that reads one row, a million people",
            "beside a few, a large group beside an empty one, a far page beside the first, resident memory.",
            "Starts PostgreSQL, Kafka and the gateway with empty data; with the usual sizes it takes about ten minutes.",
            "Exit code 0: measured, the goals reached; 3: measured, and a goal was missed; 1: it could not be measured."
        })
public final class GatewayBench implements Callable<Integer> {
    private static final int GOAL_MISSED = 3;
    private static final int SAMPLES = 100;
    private static final Duration START = Duration.ofMinutes(1);
    /** So long before now are the ids of people who are filled in: more milliseconds than there can be people. */
    private static final Duration BEFORE = Duration.ofSeconds(10_000);

    private static final InstantSource CLOCK = InstantSource.system();

    private final Launcher launcher;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--connections", defaultValue = "32", description = "Of the loads (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "How often ceiling and gateway take turns (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "10", description = "How long each turn is (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "40",
            description = "Seconds of each kind of request before, not counted (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--few", defaultValue = "10000", description = "People for the loads (default ${DEFAULT-VALUE}).")
    private int few;

    @Option(names = "--many", defaultValue = "1000000", description = "People in the end (default ${DEFAULT-VALUE}).")
    private int many;

    @Option(
            names = "--members",
            defaultValue = "100000",
            description = "Members of the large group (default ${DEFAULT-VALUE}).")
    private int members;

    @Option(names = "--page", defaultValue = "5000", description = "The far page (default ${DEFAULT-VALUE}).")
    private int page;

    @Option(names = "--page-size", defaultValue = "100", description = "People on a page (default ${DEFAULT-VALUE}).")
    private int pageSize;

    @Option(
            names = "--samples",
            defaultValue = "5000",
            description = "Requests for each distribution of times (default ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--java-options",
            defaultValue = "-XX:TieredStopAtLevel=4",
            description =
                    "Of gateway and endpoint, behind the local stack's, which would compile for a quick start (default ${DEFAULT-VALUE}).")
    private String javaOptions = "";

    @Option(names = "--report", description = "The page whose section is written (default docs/benchmarks.md).")
    private @Nullable Path report;

    @Option(
            names = "--data",
            description = "Directory for bench-gateway.json and bench-gateway.svg (default images beside the page).")
    private @Nullable Path data;

    /** The command of a launcher, whose home is the benchmark's own. */
    public GatewayBench(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        var settings = settings();
        if (StackState.read(launcher.home()).isPresent()) {
            throw new StepFailed("a bench runs already in " + launcher.home().directory());
        }
        launcher.home().reset();
        var options = StackOptions.from(launcher.home(), launcher.environment(), launcher.err()::println)
                .withOnly(Set.of(Service.SCIM_GATEWAY))
                .withServiceJavaOptions(settings.javaOptions())
                .withoutRestart();
        try (var stack = LocalStack.start(options)) {
            return measure(settings, stack);
        }
    }

    private Settings settings() {
        try {
            return new Settings(
                    connections,
                    rounds,
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(warmUp),
                    few,
                    many,
                    members,
                    page,
                    pageSize,
                    samples,
                    Arrays.asList(javaOptions.strip().split("\\s+", -1)));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int measure(Settings settings, LocalStack stack) throws Exception {
        var server = stack.servers()
                .postgres()
                .orElseThrow(
                        () -> new StepFailed(
                                "the store is filled by SQL, so PostgreSQL has to be the stack's own: unset MUSTER_POSTGRESQL_URL"));
        var endpoint = stack.beside(
                Service.SCIM_GATEWAY,
                "row-endpoint",
                launcher.home().root().resolve("verification/row-endpoint/target/quarkus-app/quarkus-run.jar"));
        endpoint.start();
        endpoint.awaitReady(START);
        var process = stack.service(Service.SCIM_GATEWAY.title());
        var processes = new LinkedHashMap<String, ManagedProcess>();
        processes.put("gateway", process);
        processes.put("endpoint", endpoint);
        var day = LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC);
        var people = new People(SAMPLES, day);
        try (var http = new Http();
                var store = new Store(
                        server, people, CLOCK.instant().minus(BEFORE).toEpochMilli(), launcher.err()::println)) {
            var gateway = Gateway.at(process.url(), http, stack.credentials().admin(), CLOCK);
            var run = new GatewayRun(
                    settings,
                    new GatewayRun.Subjects(gateway, process, endpoint, store, new Processors(processes, server)),
                    people,
                    launcher.err()::println);
            var samples = run.createSamples();
            store.keepSamples(samples);
            var script =
                    InsertScript.of(store, samples.getFirst(), stack.servers().bootstrapServers());
            store.empty();
            var inserts = PgBench.find(server, script, launcher.home().directory())
                    .orElseGet(() -> new JdbcInserts(server, script));
            var seen = run.run(inserts);
            write(new GatewayReport(command(), day, settings, seen), seen);
            return seen.reached() ? CommandLine.ExitCode.OK : GOAL_MISSED;
        }
    }

    private void write(GatewayReport figures, GatewayRun.Seen seen) throws Exception {
        var file = report != null ? report : launcher.home().root().resolve("docs/benchmarks.md");
        var directory = data != null ? data : file.toAbsolutePath().resolveSibling("images");
        Files.createDirectories(directory);
        var json = directory.resolve("bench-gateway.json");
        var plot = directory.resolve("bench-gateway.svg");
        Files.writeString(json, figures.json());
        Files.writeString(plot, Plot.svg(seen.figures()));
        var beside = file.toAbsolutePath().normalize().getParent();
        var link =
                beside == null ? plot : beside.relativize(plot.toAbsolutePath().normalize());
        new Page(file).put(GatewayReport.TITLE, figures.markdown(link.toString()));
        launcher.out().print(figures.table());
        launcher.out().println("Report: " + file.toAbsolutePath());
        launcher.out().println("Data:   " + json.toAbsolutePath());
        launcher.out().println("Plot:   " + plot.toAbsolutePath());
    }

    /** As it was typed, without where its results go. */
    private String command() {
        var words = new ArrayList<String>();
        for (var option : spec.options()) {
            var typed = spec.commandLine().getParseResult().matchedOption(option.longestName());
            if (typed != null && !Set.of("--report", "--data").contains(option.longestName())) {
                words.add(option.longestName() + " " + typed.getValue());
            }
        }
        return "./muster bench gateway" + (words.isEmpty() ? "" : " " + String.join(" ", words));
    }
}
