package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.EventTypes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the topics say of a person is what the audit lists, event by event. */
final class AuditListsEverything implements Step {
    @Override
    public String name() {
        return "Audit trail";
    }

    @Override
    public String promise() {
        return "the audit lists for a person exactly the events that the topics carry, each with its log entry";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        int events = 0;
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            for (var person : run.sample()) {
                var name = person.user().path("userName").asText();
                Await.until("the audit trail of " + name, () -> difference(run, reader, person));
                events += listed(run, person).size();
            }
            StepFailed.unless(
                    reader.violations().isEmpty(),
                    () -> reader.violations().size() + " records break the contract, first "
                            + reader.violations().getFirst());
            evidence.seen("%,d records on the topics by now, each meets its schema", reader.records());
            run.fact("events", "%,d records on the topics, all valid".formatted(reader.records()));
        }
        evidence.seen(
                "%d events of %d people listed by id, none more and none less",
                events, run.sample().size());
    }

    private static Optional<String> difference(Run run, TopicReader reader, Person person) throws Exception {
        reader.readToEnd(); // goes on where it stands: the topics are read once for all people
        var onTopics = new TreeSet<String>();
        reader.events().stream()
                .filter(read -> read.event().subject().equals(person.id()))
                .forEach(read -> onTopics.add(read.event().id()));
        var listed = listed(run, person);
        if (listed.equals(onTopics)) {
            return Optional.empty();
        }
        var missing = new HashSet<>(onTopics);
        missing.removeAll(listed);
        return Optional.of(
                "%d on the topics, %d in the audit, missing %s".formatted(onTopics.size(), listed.size(), missing));
    }

    private static Set<String> listed(Run run, Person person) throws Exception {
        var ids = new TreeSet<String>();
        for (var item : pages(run, "/audit/events?subject=" + person.id())) {
            // who read the trail is the audit's own entry, not a topic's
            if (!item.path("type").asText().equals(EventTypes.AUDIT_READ)) {
                if (!item.path("entry").isIntegralNumber()) {
                    throw new StepFailed("a listed event has no log entry: " + item);
                }
                ids.add(item.path("id").asText());
            }
        }
        return ids;
    }

    /** All items of a list of the audit, page by page. */
    static Iterable<JsonNode> pages(Run run, String path) throws Exception {
        return run.http().pages(run.url("audit-service") + path, run.auditor());
    }
}
