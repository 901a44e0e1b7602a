package io.muster.stack.torture;

import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All scenarios with the numbers that must hold, in the order of worth. */
public final class Scenarios {
    private Scenarios() {}

    /**
     * The full numbers.
     *
     * @param seeds how many random moments are tried for each service
     * @param first the first seed
     */
    public static List<Scenario> full(int seeds, long first) {
        var all = new ArrayList<Scenario>();
        for (long seed = first; seed < first + seeds; seed++) {
            for (var service : Service.values()) {
                all.add(new KilledUnderLoad(List.of(service), 200, 100, seed));
            }
        }
        all.add(new LeaverWithoutWorkflows(50));
        all.add(new WipedProjections(200, first));
        all.add(new EmptiedPolicies(100));
        all.add(new KilledAfterCommit(50, 100, first));
        all.add(new KilledImport(20_000, 3, first));
        all.add(new KilledBulk(10, 1_000, 3, first));
        all.add(new TwoGateways(Duration.ofSeconds(2), 50, 2_000, first));
        all.add(new StoreAway(StoreAway.Server.POSTGRESQL, Duration.ofMinutes(3), 100, first));
        all.add(new StoreAway(StoreAway.Server.KAFKA, Duration.ofMinutes(1), 100, first));
        all.add(new StoreAway(StoreAway.Server.MONGODB, Duration.ofMinutes(1), 100, first));
        all.add(new StoppedBeforeSend(5, 30, first));
        all.add(new TwoStepMoves(1_000));
        all.add(new RelayUnderFire(16, 60_000, 10, 20, first));
        all.add(new RestoredGateway(50)); // last: what the client's list says of versions does not hold behind it
        return List.copyOf(all);
    }
}
