package io.muster.verification.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.local.Service;
import io.muster.stack.torture.EmptiedPolicies;
import io.muster.stack.torture.KilledBulk;
import io.muster.stack.torture.KilledImport;
import io.muster.stack.torture.KilledUnderLoad;
import io.muster.stack.torture.LeaverWithoutWorkflows;
import io.muster.stack.torture.Rig;
import io.muster.stack.torture.Scenario;
import io.muster.stack.torture.StoppedBeforeSend;
import io.muster.stack.torture.StoreAway;
import io.muster.stack.torture.Torture;
import io.muster.stack.torture.TwoGateways;
import io.muster.stack.torture.TwoStepMoves;
import io.muster.stack.torture.WipedProjections;
import io.muster.verification.OwnStack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each promise is worded in its scenario; {@code ./muster torture} has more of them. Takes longest, so it begins first. */
@Order(1)
@ExtendWith(OwnStack.class)
class FaultsTest {
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime() % 1_000_000);

    private static Rig rig;

    @BeforeAll
    static void start(Rig own) {
        System.out.println("seed " + SEED);
        rig = own;
    }

    @Test
    void services_that_are_killed_in_the_middle_of_their_work_lose_nothing_and_repeat_nothing() throws Exception {
        keeps(new KilledUnderLoad(List.of(Service.values()), 40, 100, SEED));
    }

    @Test
    void leavers_are_disabled_while_the_workflows_are_away() throws Exception {
        keeps(new LeaverWithoutWorkflows(5));
    }

    @Test
    void moves_in_two_calls_disable_nothing_that_ends_enabled() throws Exception {
        keeps(new TwoStepMoves(12));
    }

    @Test
    void wiped_projections_come_back_without_a_mail_and_without_a_disable() throws Exception {
        keeps(new WipedProjections(20, SEED));
    }

    @Test
    void an_emptied_directory_of_policies_revokes_nothing_and_alarms() throws Exception {
        keeps(new EmptiedPolicies(10));
    }

    @Test
    void a_late_write_of_a_halted_dispatcher_is_put_right_within_two_leases() throws Exception {
        keeps(new StoppedBeforeSend(1, 10, SEED));
    }

    @Test
    void an_import_goes_on_where_it_was_killed() throws Exception {
        keeps(new KilledImport(500, 1, SEED));
    }

    @Test
    void asynchronous_bulk_requests_go_on_where_they_were_killed() throws Exception {
        keeps(new KilledBulk(2, 500, 1, SEED));
    }

    /** Twice the time of {@code ./muster torture}: here several stacks share the processors. */
    @Test
    void two_gateways_are_as_one_and_a_kill_of_one_loses_nothing() throws Exception {
        keeps(new TwoGateways(Duration.ofSeconds(4), 5, 300, SEED));
    }

    @ParameterizedTest
    @EnumSource
    void readiness_falls_with_a_server_and_returns_and_nothing_restarts(StoreAway.Server server) throws Exception {
        keeps(new StoreAway(server, Duration.ofSeconds(10), 10, SEED));
    }

    private static void keeps(Scenario scenario) throws InterruptedException {
        var result = Torture.run(rig, scenario);
        result.seen().forEach(System.out::println);
        assertThat(result.failure()).as(scenario.promise()).isNull();
    }
}
