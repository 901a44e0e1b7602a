package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The relay's fault test of postgres-runtime with full numbers: its relays are processes that know no service. */
public record RelayUnderFire(int writers, int events, int kills, int stops, long seed) implements Scenario {
    private static final String TEST = "RelayFaultTest";

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String promise() {
        return "%d writers, %d events, 2 relays, %d kills; the active relay halted between read and send for three leases, %d times: nothing lost, nothing twice, nothing older after newer for any key"
                .formatted(writers, events, kills, stops);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws IOException, InterruptedException {
        var home = rig.stack().options().home();
        var log = home.log("relay-fault-test");
        var maven = new ProcessBuilder(List.of(
                        home.root().resolve("mvnw").toString(),
                        "-B",
                        "-ntp",
                        "-Dskip.checks=true",
                        "-Dtest=" + TEST,
                        "-Dsurefire.failIfNoSpecifiedTests=false",
                        "-Dmuster.torture.writers=" + writers,
                        "-Dmuster.torture.events=" + events,
                        "-Dmuster.torture.kills=" + kills,
                        "-Dmuster.torture.stops=" + stops,
                        "-Dmuster.seed=" + seed,
                        "test",
                        "-pl",
                        "postgres-runtime",
                        "-am"))
                .directory(home.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        int code = maven.waitFor();
        var result = result(log);
        if (code != 0 || result.isEmpty()) {
            throw new StepFailed(TEST + " failed; its log: " + log);
        }
        evidence.seen("%s, seed %d: %s", TEST, seed, result);
    }

    private static String result(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("Tests run:") && line.contains(TEST))
                .map(line -> line.substring(line.indexOf("Tests run:")))
                .findFirst()
                .orElse("");
    }
}
