package io.muster.stack.torture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Bulk requests that are answered before they are done, and the gateway dies at random operations of them.
 *
 * @param requests at once: one alone may be done before anybody has looked
 * @param operations of each
 */
public record KilledBulk(int requests, int operations, int kills, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "kill-bulk";
    }

    @Override
    public String promise() {
        return "scim-gateway is killed (SIGKILL) at %d random operations of %d of %d asynchronous bulk requests: their results are there, and none of the operations has happened twice"
                .formatted(kills, all(), requests);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var random = new Random(seed);
        var locations = new ArrayList<String>();
        for (int request = 0; request < requests; request++) {
            locations.add(accepted(rig, request));
        }
        var moments = IntStream.range(0, kills)
                .map(kill -> all() / 50 + random.nextInt(all() / 2))
                .sorted()
                .toArray();
        for (int moment : moments) {
            int reached = await(rig, locations, moment);
            if (reached == all()) {
                throw new StepFailed("All was done before a kill at %d".formatted(moment));
            }
            rig.process(Service.SCIM_GATEWAY).kill9();
            rig.say("  killed with %d of %d done", reached, all());
            evidence.seen("killed with %d of %d done", reached, all());
            rig.start(Service.SCIM_GATEWAY);
        }
        await(rig, locations, all());
        int created = 0;
        for (var location : locations) {
            for (var operation : answer(rig, location).expect(200).path("Operations")) {
                created += operation.path("status").asText().equals("201") ? 1 : 0;
            }
        }
        if (created != all()) {
            throw new StepFailed("%d of %d were created".formatted(created, all()));
        }
        CreatedOnce.demand(rig, rig.url(Service.SCIM_GATEWAY), prefix(), all(), PATIENCE);
        evidence.seen("%d people are there, each with one event, as the results say", all());
    }

    private int all() {
        return requests * operations;
    }

    private String prefix() {
        return "b" + seed + ".";
    }

    private ObjectNode body(int request) {
        var body = JsonNodeFactory.instance.objectNode();
        var list = body.putArray("Operations");
        for (int i = request * operations; i < (request + 1) * operations; i++) {
            // With the names that the directory demands of an account.
            list.addObject()
                    .put("method", "POST")
                    .put("path", "/Users")
                    .put("bulkId", "u" + i)
                    .putObject("data")
                    .put("userName", prefix() + i)
                    .put("displayName", "Killed " + i)
                    .putObject("name")
                    .put("familyName", "Killed " + i);
        }
        return body;
    }

    private String accepted(Rig rig, int request) throws IOException, InterruptedException {
        var call = HttpRequest.newBuilder(URI.create(rig.url(Service.SCIM_GATEWAY) + "/scim/v2/Bulk"))
                .header("Authorization", "Bearer " + rig.stack().credentials().scim())
                .header("Content-Type", "application/scim+json")
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofString(body(request).toString()))
                .build();
        var response = rig.http().client().send(call, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new StepFailed("not accepted: " + response.statusCode() + " " + response.body());
        }
        return response.headers().firstValue("Location").orElseThrow();
    }

    /** How many are done, once there are so many. */
    private int await(Rig rig, List<String> locations, int least) throws Exception {
        var done = new int[1];
        Await.until("operation " + least, PATIENCE, () -> {
            done[0] = 0;
            for (var location : locations) {
                var answer = answer(rig, location);
                done[0] += answer.status() == 200
                        ? operations
                        : answer.body().path("done").asInt();
            }
            return done[0] >= least ? Optional.empty() : Optional.of(done[0] + " are done");
        });
        return done[0];
    }

    private static Http.Answer answer(Rig rig, String location) throws IOException, InterruptedException {
        return rig.http().send("GET", location, rig.stack().credentials().scim(), null);
    }
}
