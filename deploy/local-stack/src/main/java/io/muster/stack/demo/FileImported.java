package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.PeopleCsv;
import io.muster.stack.organization.ScimUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** HR has no more than an export: a file brings Carla in, the same file again changes nothing, the next one says that she has left. */
final class FileImported implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "File";
    }

    @Override
    public String promise() {
        return "./muster import does what its dry run shows, once; whom the file brings has accounts, and who has left by it has none that works";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var carla = Somebody.employee(run, "Carla", "Engineering", run.today(ZoneId.of("Europe/Paris")));
        var file = Files.createTempFile("muster-people", ".csv");
        try {
            Files.writeString(file, PeopleCsv.of(List.of(carla)));
            var dry = imported(run, evidence, file, "create", "--dry-run");
            if (!dry.at("/rows/0/changes").toString().contains(carla.userName())) {
                throw new StepFailed("the dry run does not show her: " + dry.path("rows"));
            }
            id(run, carla).ifPresent(id -> {
                throw new StepFailed("the dry run has made " + id);
            });
            var sentAt = run.now();
            imported(run, evidence, file, "create");
            var id = id(run, carla).orElseThrow(() -> new StepFailed("the import has not made her"));
            var person = new Person(id, ScimUsers.user(carla, null), sentAt);
            run.add(person);
            var took = Await.until("Carla's accounts", () -> BothTargets.missing(run, person, true));
            evidence.seen("both accounts %d ms after its end", took.toMillis());
            imported(run, evidence, file, "unchanged");

            Files.writeString(file, PeopleCsv.of(List.of(carla.terminated())));
            var leftAt = run.now();
            run.ended(person, run.businessNow());
            imported(run, evidence, file, "disable");
            var gone = new Person(id, ScimUsers.user(carla.terminated(), null), leftAt);
            run.add(gone);
            took = Await.until("Carla's accounts disabled", () -> BothTargets.missing(run, gone, false));
            evidence.seen("both accounts disabled %d ms after its end", took.toMillis());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The only row of the file has become this. */
    private static JsonNode imported(Run run, Evidence evidence, Path file, String action, String... options)
            throws IOException {
        var mapping = run.settings().mapping();
        var arguments = new ArrayList<>(
                List.of("import", file.toString(), "--mapping", mapping.toString(), "--delta", "--json"));
        arguments.addAll(List.of(options));
        var answer = JSON.readTree(run.muster(arguments.toArray(String[]::new)));
        evidence.seen("./muster import FILE %s: %s", String.join(" ", options), answer.path("totals"));
        if (answer.path("totals").path(action).asInt() != 1) {
            throw new StepFailed("not one to %s but %s".formatted(action, answer.path("totals")));
        }
        return answer;
    }

    private static Optional<String> id(Run run, Employee employee) throws IOException, InterruptedException {
        var filter = "userName eq \"%s\"".formatted(employee.userName());
        var found = run.http()
                .send("GET", run.scim() + "/Users?filter=" + Http.encoded(filter), run.hr(), null)
                .expect(200);
        return found.path("Resources")
                .valueStream()
                .map(user -> user.path("id").asText())
                .findFirst();
    }
}
