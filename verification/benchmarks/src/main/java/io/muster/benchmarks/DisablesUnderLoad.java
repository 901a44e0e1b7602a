package io.muster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Http;
import io.muster.stack.organization.BulkLoad;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * HR brings a whole company through {@code /Bulk}, and meanwhile people who have an account leave, spread over
 * the load: their accounts are to be disabled at once, although thousands of accounts wait to be made.
 */
final class DisablesUnderLoad {
    /** More than a person changes at a time, so the gateway takes it for an import. */
    private static final int CHUNK = 50;

    private static final long SEED = 2026;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private final Http http;
    private final String scim;
    private final String hr;
    private final Application application;
    private final InstantSource clock = InstantSource.system();
    private final Consumer<String> progress;
    private final Map<String, Instant> leaving = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private int next;

    DisablesUnderLoad(Http http, JsonNode status, Application application, Consumer<String> progress) {
        this.http = http;
        this.scim = status.at("/services/scim-gateway/url").asText() + "/scim/v2";
        this.hr = status.at("/credentials/scim").asText();
        this.application = application;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param people acknowledged by the gateway
     * @param took the load
     * @param disables from before HR's request to the application's receipt, by the clock of this machine
     * @param accounts that the application had when the load ended
     */
    record Seen(int people, Duration took, Times disables, int accounts) {
        double perSecond() {
            return people * 1000.0 / took.toMillis();
        }
    }

    /** Brings other people first, as a system that has been in use has seen some: its code is compiled, its groups exist. */
    void warmUp(int people, int perSecond, LocalDate day) throws Exception {
        if (people > 0) {
            bring(Kartapuce.employees(new Kartapuce.Settings(SEED, people, day, "warm")), perSecond, 0);
            known.clear();
        }
    }

    /**
     * Brings the people and lets some leave.
     *
     * @param perSecond so many people a second; 0 for as many as the gateway takes
     */
    Seen run(int people, int perSecond, int disables, LocalDate day) throws Exception {
        var employees = Kartapuce.employees(new Kartapuce.Settings(SEED, people, day, ""));
        var took = bring(employees, perSecond, disables);
        int accounts = application.created().size();
        Await.until("all who left disabled", PATIENCE, this::missing);
        return new Seen(employees.size(), took, latencies(), accounts);
    }

    private Duration bring(List<Employee> employees, int perSecond, int disables) throws Exception {
        var load = new BulkLoad(http.client(), scim, hr);
        long begun = System.nanoTime();
        for (int from = 0; from < employees.size(); from += CHUNK) {
            var chunk = employees.subList(from, Math.min(from + CHUNK, employees.size()));
            if (perSecond > 0) {
                pause(begun + Duration.ofSeconds(1).toNanos() * from / perSecond);
            }
            load.send(chunk);
            remember(load, chunk);
            application.look();
            int done = from + chunk.size();
            leave((int) ((long) disables * done / employees.size()) - leaving.size());
            if (done % 1000 == 0) {
                progress.accept("  %,d of %,d people, %d have left, the code host has %,d accounts after %d s"
                        .formatted(
                                done,
                                employees.size(),
                                leaving.size(),
                                application.created().size(),
                                Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void pause(long until) throws InterruptedException {
        long left = until - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    private void remember(BulkLoad load, List<Employee> chunk) {
        var ids = load.ids();
        chunk.stream()
                .map(employee -> ids.get(employee.number()))
                .filter(Objects::nonNull)
                .forEach(known::add);
    }

    /** The next who have an account leave; there may not be enough of them yet, then more leave later. */
    private void leave(int count) throws IOException, InterruptedException {
        var created = application.created();
        for (int left = 0; left < count && next < created.size(); next += stride()) {
            var identity = created.get(next);
            if (known.contains(identity) && !application.disabled().containsKey(identity)) {
                leaving.put(identity, clock.instant());
                http.send("PATCH", scim + "/Users/" + identity, hr, inactive()).expect(200);
                left++;
            }
        }
    }

    /** Not only those who came first. */
    private int stride() {
        return 1 + (application.created().size() - next) / 50;
    }

    private static JsonNode inactive() {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putArray("schemas").add(PATCH);
        patch.putArray("Operations")
                .addObject()
                .put("op", "replace")
                .put("path", "active")
                .put("value", false);
        return patch;
    }

    private Optional<String> missing() throws IOException, InterruptedException {
        application.look();
        long missing = leaving.keySet().stream()
                .filter(identity -> !application.disabled().containsKey(identity))
                .count();
        return missing == 0 ? Optional.empty() : Optional.of(missing + " are still enabled");
    }

    private Times latencies() {
        var times = new Times();
        leaving.forEach((identity, sent) -> times.add(Duration.between(
                sent, Objects.requireNonNull(application.disabled().get(identity)))));
        return times;
    }
}
