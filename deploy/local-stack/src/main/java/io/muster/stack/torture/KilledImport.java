package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code ./muster import} of a large file while the gateway dies at random rows, and then of the same file again. */
public record KilledImport(int people, int kills, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Nobody whom a policy names: what is looked at is the import. */
    private static final String MAPPING = """
            apiVersion: muster.io/v1
            kind: ImportMapping
            metadata: {name: torture}
            spec:
              format: {type: csv}
              key: employeeNumber
              attributes:
                - {to: employeeNumber, column: number}
                - {to: userName, column: login}
                - {to: name.familyName, column: family}
                - {to: displayName, column: family}
                - {to: title, column: title}
                - {to: manager, column: manager}
            """;

    @Override
    public String name() {
        return "kill-import";
    }

    @Override
    public String promise() {
        return "scim-gateway is killed (SIGKILL) at %d random rows of an import of %d, and the same file is sent again: everybody is there once, with one event each, as undisturbed"
                .formatted(kills, people);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var directory =
                Files.createDirectories(rig.stack().options().home().directory().resolve("imports"));
        var file = Files.writeString(directory.resolve("people.csv"), csv());
        var mapping = Files.writeString(directory.resolve("mapping.yaml"), MAPPING);
        long begun = System.nanoTime();
        try (var command = Executors.newSingleThreadExecutor()) {
            var first = command.submit(() -> rows(rig, file, mapping));
            for (int row : killedAt()) {
                int reached = await(rig, row);
                rig.process(Service.SCIM_GATEWAY).kill9();
                rig.say("  killed with %d of %d written", reached, people);
                evidence.seen("killed with %d of %d written", reached, people);
                rig.start(Service.SCIM_GATEWAY);
            }
            demand(first.get(), "create", people);
        }
        evidence.seen("all are written %.1f s after the command began", (System.nanoTime() - begun) / 1e9);
        demand(rows(rig, file, mapping), "unchanged", people);
        CreatedOnce.demand(rig, rig.url(Service.SCIM_GATEWAY), "k" + seed + ".", people, PATIENCE);
        evidence.seen("%d people are there, each with one event; the same file again changed nobody", people);
    }

    private String number(int i) {
        return "K%d-%06d".formatted(seed, i);
    }

    /** The first is everybody's manager. */
    private String csv() {
        return IntStream.range(0, people)
                .mapToObj(i ->
                        "%s,k%d.%06d,Killed-%d,Row %d,%s".formatted(number(i), seed, i, i, i, i == 0 ? "" : number(0)))
                .collect(Collectors.joining("\r\n", "number,login,family,title,manager\r\n", "\r\n"));
    }

    /** Random rows, not so late that all is over before the process is dead. */
    private List<Integer> killedAt() {
        var random = new Random(seed);
        return IntStream.range(0, kills)
                .map(kill -> people / 50 + random.nextInt(people * 4 / 5))
                .sorted()
                .boxed()
                .toList();
    }

    private static JsonNode rows(Rig rig, Path file, Path mapping) throws IOException {
        var said = rig.muster("import", file.toString(), "--mapping", mapping.toString(), "--json");
        return Http.json(said);
    }

    private void demand(JsonNode ended, String total, int wanted) {
        var totals = ended.path("totals");
        if (!ended.path("state").asText().equals("done") || totals.path(total).asInt() != wanted) {
            throw new StepFailed("not %d to %s, but %s".formatted(wanted, total, ended));
        }
    }

    /** How many rows are written, once there are so many. */
    private static int await(Rig rig, int row) throws Exception {
        var written = new int[1];
        Await.until("row " + row, PATIENCE, () -> {
            var page = rig.http()
                    .get(
                            rig.url(Service.SCIM_GATEWAY) + "/import?limit=1",
                            rig.stack().credentials().scim());
            written[0] = page.at("/items/0/progress/written").asInt();
            return written[0] >= row ? Optional.empty() : Optional.of(page.toString());
        });
        return written[0];
    }
}
