package io.muster.stack.demo;

import static java.util.stream.Collectors.toSet;

import io.muster.events.EventTypes;
import java.util.Optional;
import java.util.Set;

/** Every record on every topic against its JSON Schema; each acknowledged write is there. */
final class EventsMeetTheContract implements Step {
    @Override
    public String name() {
        return "Events";
    }

    @Override
    public String promise() {
        return "each acknowledged person is an event on the topic, and every record of every topic meets its schema";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            Await.until("an event for each person", () -> {
                reader.readToEnd();
                return missing(run, reader);
            });
            if (!reader.violations().isEmpty()) {
                throw new StepFailed(reader.violations().size() + " records break the contract, first "
                        + reader.violations().getFirst());
            }
            evidence.seen("%,d records read, each meets its schema", reader.records());
            evidence.seen(
                    "user.created for each of the %d people of this run",
                    run.people().size());
            run.fact("events", "%,d records on the topics, all valid".formatted(reader.records()));
        }
    }

    private static Optional<String> missing(Run run, TopicReader reader) {
        var created = reader.events().stream()
                .filter(read -> read.event().type().equals(EventTypes.USER_CREATED))
                .map(read -> read.event().subject())
                .collect(toSet());
        long missing = run.people().stream()
                .filter(person -> !created.contains(person.id()))
                .count();
        return missing == 0 ? Optional.empty() : Optional.of(missing + " people have no user.created");
    }
}
