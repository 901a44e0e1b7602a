package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.stack.demo.Account;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.demo.TopicReader;
import io.muster.stack.local.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Whether the client's own list of acknowledged writes equals targets, topics and audit. */
final class Agreement {
    private final Rig rig;
    private String seen = "";

    Agreement(Rig rig) {
        this.rig = rig;
    }

    /** What agreed, when it did. */
    String seen() {
        return seen;
    }

    /** What does not agree yet, the cheapest look first. */
    Optional<String> missing() throws Exception {
        var people = rig.hr().people();
        var differences = targets(people);
        if (!differences.isEmpty()) {
            return first("target", differences);
        }
        var topics = rig.topics();
        differences = topics(people, topics);
        if (!differences.isEmpty()) {
            return first("topic", differences);
        }
        differences = audit(topics);
        if (!differences.isEmpty()) {
            return first("audit", differences);
        }
        seen =
                "%d acknowledged writes of %d people (%d writes without an answer) are in targets, topics and audit; %d events, each in the audit once"
                        .formatted(
                                rig.hr().acknowledged(),
                                people.size(),
                                rig.hr().unanswered(),
                                topics.events().size());
        return Optional.empty();
    }

    Optional<String> missingInTargets() throws Exception {
        var differences = targets(rig.hr().people());
        return differences.isEmpty() ? Optional.empty() : first("target", differences);
    }

    Optional<String> missingInAudit() throws Exception {
        var differences = audit(rig.topics());
        return differences.isEmpty() ? Optional.empty() : first("audit", differences);
    }

    private static Optional<String> first(String where, List<String> differences) {
        return Optional.of(
                "%d differences (%s), first: %s".formatted(differences.size(), where, differences.getFirst()));
    }

    private List<String> targets(List<Employed> people) throws Exception {
        var differences = new ArrayList<String>();
        var codeHost = rig.codeHost().accounts(); // fails if somebody has two
        var directory = rig.directory().accounts();
        for (var person : people) {
            compare("code-host", "userName", person, codeHost.get(person.id()), differences);
            compare("directory", "uid", person, directory.get(person.id()), differences);
        }
        return differences;
    }

    private static void compare(
            String target,
            String nameAttribute,
            Employed person,
            Account.@Nullable Found found,
            List<String> differences) {
        var who = target + " " + person.userName() + " (" + person.id() + ")";
        if (!person.isDue(target)) {
            if (found != null && found.account().active()) {
                differences.add(who + " has an enabled account and should not");
            }
        } else if (found == null) {
            differences.add(who + " has no account");
        } else {
            var wanted =
                    new Account(person.id(), true, Map.of(nameAttribute, person.userName(), "title", person.title()));
            var difference = wanted.differenceFrom(found.account());
            if (!difference.isEmpty()) {
                differences.add(target + " " + difference);
            }
        }
    }

    /** Per person: versions 1, 2, 3 … each once and in order; titles as they were acknowledged, and no other. */
    private static List<String> topics(List<Employed> people, TopicReader topics) {
        if (!topics.violations().isEmpty()) {
            throw new StepFailed(topics.violations().size() + " records do not meet the schemas, first: "
                    + topics.violations().getFirst());
        }
        var byPerson = new HashMap<String, List<TopicReader.Read>>();
        for (var read : topics.events()) {
            if (read.topic().equals(Topics.IDENTITY_USERS)) {
                byPerson.computeIfAbsent(read.key(), key -> new ArrayList<>()).add(read);
            }
        }
        var differences = new ArrayList<String>();
        for (var person : people) {
            var events = byPerson.getOrDefault(person.id(), List.of());
            var versions =
                    events.stream().map(read -> read.event().data().version()).toList();
            var upTo = LongStream.rangeClosed(1, events.size()).boxed().toList();
            if (!versions.equals(upTo)) {
                differences.add(person.userName() + " has the versions " + versions);
            }
            var titles = titles(events);
            if (!titles.equals(person.titles())) {
                differences.add(person.userName() + " has the titles " + titles + ", acknowledged are "
                        + person.titles() + ", without effect " + person.withoutEffect());
            }
        }
        return differences;
    }

    private static List<String> titles(List<TopicReader.Read> events) {
        var titles = new ArrayList<String>();
        for (var read : events) {
            var resource = read.event().data().resource();
            var title = resource == null ? "" : resource.path("title").asText();
            if (titles.isEmpty() || !titles.getLast().equals(title)) {
                titles.add(title);
            }
        }
        return titles;
    }

    /** Each event of each topic is one entry of the log; the log has nothing else but who read it. */
    private List<String> audit(TopicReader topics) throws Exception {
        var listed = rig.http()
                .pages(
                        rig.url(Service.AUDIT_SERVICE) + "/audit/events?limit=1000",
                        rig.stack().credentials().auditor());
        var entries = new TreeSet<Long>();
        var ids = new TreeSet<String>();
        for (JsonNode item : listed) {
            if (!entries.add(item.path("entry").asLong(-1))
                    || !ids.add(item.path("id").asText())) {
                throw new StepFailed("the audit has an event twice: " + item);
            }
        }
        var differences = new ArrayList<String>();
        Set<String> known = new TreeSet<>();
        for (var read : topics.events()) {
            known.add(read.event().id());
            if (!ids.contains(read.event().id())) {
                differences.add(read.topic() + ": no entry for " + read.event().type() + " "
                        + read.event().id());
            }
        }
        for (JsonNode item : listed) {
            var own = item.path("type").asText().equals(EventTypes.AUDIT_READ);
            if (!own && !known.contains(item.path("id").asText())) {
                differences.add("the audit lists what no topic has: " + item);
            }
        }
        return differences;
    }
}
