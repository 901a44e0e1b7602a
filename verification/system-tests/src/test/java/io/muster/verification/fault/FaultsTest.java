package io.muster.verification.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.local.Home;
import io.muster.stack.local.Service;
import io.muster.stack.torture.EmptiedPolicies;
import io.muster.stack.torture.KilledUnderLoad;
import io.muster.stack.torture.Rig;
import io.muster.stack.torture.Scenario;
import io.muster.stack.torture.StoreAway;
import io.muster.stack.torture.Torture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Four services as processes on real servers, one stack for all tests; each promise is worded in its scenario. {@code ./muster torture} has more of them. */
class FaultsTest {
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime() % 1_000_000);

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("seed " + SEED);
        LogManager.getLogManager().reset(); // Kafka's: thousands of lines
        var root = Path.of(System.getProperty("muster.root"));
        var home = new Home(root, root.resolve("verification/system-tests/target/faults"));
        for (var service : Service.values()) {
            assertThat(service.isBuilt(home.root())).as(service + " is built").isTrue();
        }
        var launcher = new Launcher(home, Map.of(), System.out, System.err);
        rig = Rig.start(home, new LauncherStack(launcher), System.out::println);
    }

    @AfterAll
    static void end() throws Exception {
        rig.close();
    }

    @Test
    void services_that_are_killed_in_the_middle_of_their_work_lose_nothing_and_repeat_nothing() throws Exception {
        keeps(new KilledUnderLoad(List.of(Service.values()), 40, 100, SEED));
    }

    @Test
    void an_emptied_directory_of_policies_revokes_nothing_and_alarms() throws Exception {
        keeps(new EmptiedPolicies(10));
    }

    @ParameterizedTest
    @EnumSource
    void readiness_falls_with_a_server_and_returns_and_nothing_restarts(StoreAway.Server server) throws Exception {
        keeps(new StoreAway(server, Duration.ofSeconds(10), 10, SEED));
    }

    private static void keeps(Scenario scenario) throws InterruptedException {
        var result = Torture.run(rig, scenario);
        assertThat(result.failure()).as(scenario.promise()).isNull();
    }
}
