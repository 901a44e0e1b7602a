package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.Service;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * SIGKILL at a random moment of its work.
 *
 * <p>The moment is found thus: the service is halted while HR writes, goes on for a random time, is halted again, and what is
 * outstanding is counted while nothing moves. If it is enough it dies right there, in the middle of whatever it was at; else once more.
 */
public record KilledUnderLoad(List<Service> services, int people, int least, long seed) implements Scenario {
    private static final int ATTEMPTS = 20;
    private static final int LONGEST_WORK_MILLIS = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    public KilledUnderLoad {
        services = List.copyOf(services);
    }

    @Override
    public String name() {
        return "kill-" + titles("-");
    }

    @Override
    public String promise() {
        return "%s is killed (SIGKILL) with at least %d events outstanding and started again: targets, topics and audit are the client's list of acknowledged writes, one account per person, one entry per event"
                .formatted(titles(", then "), least);
    }

    private String titles(String between) {
        return services.stream().map(Service::title).collect(Collectors.joining(between));
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var random = new Random(seed);
        var all = rig.engineers(people);
        long before = rig.hr().acknowledged();
        var ofTheBursts = all.subList(people / 4, people); // the others are the load's: one writer at a time for each
        try (var load = Load.on(rig.hr(), all.subList(0, people / 4), seed)) {
            for (var service : services) {
                kill(rig, service, ofTheBursts, random, evidence);
                rig.process(service).start();
            }
            for (var service : services) {
                rig.process(service).awaitReady(PATIENCE);
            }
            rig.say("  all are back, %d writers at work", load.writers());
            Crew.each(ofTheBursts, rig.hr()::retitle);
        }
        rig.agree(evidence, PATIENCE);
        evidence.seen("%d writes acknowledged meanwhile, seed %d", rig.hr().acknowledged() - before, seed);
    }

    private void kill(Rig rig, Service service, List<Employed> people, Random random, Evidence evidence)
            throws InterruptedException, SQLException {
        var process = rig.process(service);
        int longest = LONGEST_WORK_MILLIS;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (var held = hold(rig, service)) {
                burst(rig, people);
                held.release();
            }
            int millis = random.nextInt(longest);
            TimeUnit.MILLISECONDS.sleep(millis);
            process.pause();
            var outstanding = Outstanding.of(service, rig.stack().servers());
            if (outstanding.all() >= least) {
                process.kill9();
                evidence.seen(
                        "%s killed after %d ms of work with %s, attempt %d",
                        service.title(), millis, outstanding, attempt);
                rig.say("  %s killed with %s", service.title(), outstanding);
                return;
            }
            process.resume();
            rig.say("  after %d ms only %s: once more", millis, outstanding);
            longest = Math.max(20, longest / 2);
        }
        throw new StepFailed("there were never %d events outstanding; the load is too small".formatted(least));
    }

    /** Writes half as much again as must be outstanding. */
    private void burst(Rig rig, List<Employed> people) throws InterruptedException {
        for (int written = 0; written < least * 3 / 2; written += people.size()) {
            Crew.each(people, rig.hr()::retitle);
        }
    }

    /** Keeps the service from working while HR writes. */
    private interface Hold extends AutoCloseable {
        void release() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    private static Hold hold(Rig rig, Service service) throws SQLException {
        return switch (service) {
            case SCIM_GATEWAY -> new RelayHeld(rig);
            case AUDIT_SERVICE, OUTBOUND_DISPATCHER, LIFECYCLE_WORKFLOWS -> new Halted(rig.process(service));
        };
    }

    private static final class Halted implements Hold {
        private final ManagedProcess process;
        private boolean halted = true;

        Halted(ManagedProcess process) {
            this.process = process;
            process.pause();
        }

        @Override
        public void release() {
            halted = false;
            process.resume();
        }

        @Override
        public void close() {
            if (halted) {
                release();
            }
        }
    }

    /** The gateway must take the writes that its relay is to have before it: only the relay is held, by a lock on its lease. */
    private static final class RelayHeld implements Hold {
        private final Connection connection;

        RelayHeld(Rig rig) throws SQLException {
            connection = rig.stack().servers().postgres().orElseThrow().connect("gateway");
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("select * from relay_lease for update");
            }
        }

        @Override
        public void release() throws SQLException {
            connection.rollback();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
