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
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A bulk request that is answered before it is done, and the gateway dies at random operations of it. */
public record KilledBulk(int operations, int kills, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "kill-bulk";
    }

    @Override
    public String promise() {
        return "scim-gateway is killed (SIGKILL) at %d random operations of %d of an asynchronous bulk request: its result is there, and none of them has happened twice"
                .formatted(kills, operations);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var random = new Random(seed);
        var location = accepted(rig);
        var rows = IntStream.range(0, kills)
                .map(kill -> operations / 50 + random.nextInt(operations / 2))
                .sorted()
                .toArray();
        for (int row : rows) {
            int reached = await(rig, location, row);
            rig.process(Service.SCIM_GATEWAY).kill9();
            rig.say("  killed with %d of %d done", reached, operations);
            evidence.seen("killed with %d of %d done", reached, operations);
            rig.start(Service.SCIM_GATEWAY);
        }
        await(rig, location, operations + 1);
        int created = 0;
        for (var operation : answer(rig, location).expect(200).path("Operations")) {
            created += operation.path("status").asText().equals("201") ? 1 : 0;
        }
        if (created != operations) {
            throw new StepFailed("%d of %d were created".formatted(created, operations));
        }
        CreatedOnce.demand(rig, prefix(), operations, PATIENCE);
        evidence.seen("%d people are there, each with one event, as the result says", operations);
    }

    private String prefix() {
        return "b" + seed + ".";
    }

    private ObjectNode body() {
        var body = JsonNodeFactory.instance.objectNode();
        var list = body.putArray("Operations");
        for (int i = 0; i < operations; i++) {
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

    private String accepted(Rig rig) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(rig.url(Service.SCIM_GATEWAY) + "/scim/v2/Bulk"))
                .header("Authorization", "Bearer " + rig.stack().credentials().scim())
                .header("Content-Type", "application/scim+json")
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofString(body().toString()))
                .build();
        var response = rig.http().client().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new StepFailed("not accepted: " + response.statusCode() + " " + response.body());
        }
        return response.headers().firstValue("Location").orElseThrow();
    }

    /** How many are done, once there are so many; or when all are. */
    private int await(Rig rig, String location, int row) throws Exception {
        var done = new int[1];
        Await.until("operation " + row, PATIENCE, () -> {
            var answer = answer(rig, location);
            done[0] = answer.status() == 200
                    ? operations
                    : answer.body().path("done").asInt();
            return answer.status() == 200 || done[0] >= row ? Optional.empty() : Optional.of(answer.exchange());
        });
        return done[0];
    }

    private static Http.Answer answer(Rig rig, String location) throws IOException, InterruptedException {
        return rig.http().send("GET", location, rig.stack().credentials().scim(), null);
    }
}
