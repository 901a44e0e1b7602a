package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.Port;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Somebody empties the directory of policies and applies it. */
public record EmptiedPolicies(int people) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ALARM = "muster_policy_directory_refused_total";

    @Override
    public String name() {
        return "empty-policies";
    }

    @Override
    public String promise() {
        return "./muster policy apply of an emptied directory, also with --allow-removals, is refused: nothing is revoked, and the metric that alarms goes up";
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        rig.engineers(people);
        rig.agree(evidence, PATIENCE);
        var version = version(rig);
        double alarms = alarms(rig);
        int events = rig.topics().events().size();
        var empty = Files.createTempDirectory("muster-empty");
        try {
            evidence.seen(refused(rig, "policy", "apply", empty.toString()));
            evidence.seen(refused(rig, "policy", "apply", "--allow-removals", empty.toString()));
        } finally {
            Files.delete(empty);
        }
        if (alarms(rig) < alarms + 2) {
            throw new StepFailed(ALARM + " went from %.0f to %.0f only".formatted(alarms, alarms(rig)));
        }
        if (!version(rig).equals(version)) {
            throw new StepFailed("the policies have another version: " + version(rig) + " after " + version);
        }
        // whoever is looked at now is decided by what counts: a write each makes sure that all are
        Crew.each(rig.hr().engineers(), rig.hr()::retitle);
        rig.agree(evidence, PATIENCE);
        var all = new ArrayList<>(rig.topics().events());
        for (var read : all.subList(events, all.size())) {
            if (read.topic().equals("muster.access.grants")) {
                throw new StepFailed("a grant changed: " + read.event());
            }
        }
        evidence.seen("version %s still counts, no grant changed, %s %.0f", version, ALARM, alarms(rig));
    }

    private static String refused(Rig rig, String... command) {
        return "./muster " + String.join(" ", List.of(command).subList(0, command.length - 1)) + ": "
                + rig.refused(command).strip();
    }

    private static String version(Rig rig) throws IOException, InterruptedException {
        return rig.get(Service.LIFECYCLE_WORKFLOWS, "/policies").path("version").asText();
    }

    private static double alarms(Rig rig) throws IOException, InterruptedException {
        var metrics = rig.text("http://127.0.0.1:"
                + rig.stack().options().ports().of(Port.LIFECYCLE_WORKFLOWS_MANAGEMENT) + "/q/metrics");
        return metrics.lines()
                .filter(line -> line.startsWith(ALARM))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
