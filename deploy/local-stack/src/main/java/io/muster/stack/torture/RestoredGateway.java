package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.stack.demo.Account;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.ScimPatch;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.demo.TopicReader;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The gateway's store goes back to a backup, while everybody who follows it has seen what came after. */
public record RestoredGateway(int people) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String promise() {
        return "the gateway's store is restored from a backup: gateway and targets are as they were then, who was deleted since is back,"
                + " who was hired since loses nothing until somebody decides, and then goes, or comes back under his id";
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var all = rig.engineers(people);
        var changed = all.getFirst();
        var title = changed.title();
        var deleted = all.getLast();
        var group = group(rig, changed);
        rig.targetsAgree(PATIENCE);
        int epoch = epoch(rig, changed.id());
        var backup = rig.stack().options().home().directory().resolve("backups/" + System.nanoTime());
        evidence.seen("./muster backup: %s", oneLine(rig.muster("backup", "--json", backup.toString())));

        var hired = changes(rig, changed, deleted, group);
        int events = rig.topics().events().size();
        refusedWhileItRuns(rig, backup, evidence);
        rig.process(Service.SCIM_GATEWAY).stop();
        evidence.seen("./muster restore: %s", oneLine(rig.muster("restore", "--json", backup.toString())));
        rig.start(Service.SCIM_GATEWAY);

        gatewayIsAsItWas(rig, changed, title, deleted, hired, group);
        changed.titled(title);
        rig.targetsAgree(PATIENCE); // also he who was hired since
        toldInTheNextEpoch(rig, changed, title, epoch + 1, events);
        rig.auditAgrees(PATIENCE);
        hired.forEach(person -> nothingTaken(rig, person, events));
        if (rig.topics().events().stream().noneMatch(read -> read.event().type().equals(EventTypes.STORE_RESTORED))) {
            throw new StepFailed("no event tells that the store was restored");
        }
        evidence.seen(
                "%d people: the changed one has his title of then in both targets, the deleted one his accounts, the hired ones kept theirs; epoch %d; all of it in the audit",
                people, epoch + 1);
        decide(rig, hired.getFirst(), hired.getLast());
        evidence.seen(
                "./muster unaccounted listed the hired ones; the deleted one has no account left, the adopted one is back");
    }

    private static void decide(Rig rig, Employed gone, Employed back) throws Exception {
        Await.until("the list of those who are unaccounted", PATIENCE, () -> {
            var listed = unaccounted(rig);
            return listed.equals(Set.of(gone.id(), back.id())) ? Optional.empty() : Optional.of(listed.toString());
        });
        rig.muster("unaccounted", "delete", gone.id());
        rig.muster("unaccounted", "adopt", back.id());
        gone.active(false);
        rig.targetsAgree(PATIENCE);
        var now = send(rig, "GET", "/Users/" + back.id(), null).expect(200);
        if (!now.path("title").asText().equals(back.title())) {
            throw new StepFailed("the adopted one is not as he was: " + now);
        }
        send(rig, "GET", "/Users/" + gone.id(), null).expect(404);
        Await.until("that nobody is unaccounted", PATIENCE, () -> {
            var listed = unaccounted(rig);
            return listed.isEmpty() ? Optional.empty() : Optional.of(listed.toString());
        });
        rig.auditAgrees(PATIENCE);
    }

    private static Set<String> unaccounted(Rig rig) throws IOException {
        var ids = new TreeSet<String>();
        Http.json(rig.muster("unaccounted", "--json"))
                .forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }

    private static String oneLine(String json) throws Exception {
        return Http.json(json).toString();
    }

    private static String group(Rig rig, Employed member) throws Exception {
        var body = JsonNodeFactory.instance.objectNode().put("displayName", "Restored " + System.nanoTime());
        body.putArray("schemas").add(GROUP);
        body.putArray("members").addObject().put("value", member.id());
        return send(rig, "POST", "/Groups", body).expect(201).path("id").asText();
    }

    /** What the restore takes back. */
    private static List<Employed> changes(Rig rig, Employed changed, Employed deleted, String group) throws Exception {
        rig.hr().retitle(changed);
        send(rig, "DELETE", "/Users/" + deleted.id(), null).expect(204);
        send(rig, "PATCH", "/Groups/" + group, ScimPatch.replace("members", List.of()))
                .expect(204);
        var hired = List.of(rig.hr().hire(), rig.hr().hire());
        Await.until("the changes in the targets", PATIENCE, () -> {
            for (var accounts :
                    List.of(rig.codeHost().accounts(), rig.directory().accounts())) {
                if (!changed.title().equals(title(accounts, changed))
                        || !hired.stream().allMatch(person -> accounts.containsKey(person.id()))) {
                    return Optional.of("a change is missing");
                }
                var gone = accounts.get(deleted.id());
                if (gone != null && gone.account().active()) {
                    return Optional.of("the deleted one has an enabled account");
                }
            }
            return Optional.empty();
        });
        return hired;
    }

    private static String title(Map<String, Account.Found> accounts, Employed person) {
        var found = accounts.get(person.id());
        return found == null ? "" : found.account().attributes().getOrDefault("title", "");
    }

    private static void refusedWhileItRuns(Rig rig, Path backup, Evidence evidence) {
        var said = rig.refused("restore", backup.toString()).strip();
        StepFailed.unless(said.contains("Stop it first"), "it is refused for another reason: " + said);
        evidence.seen("while it runs: %s", said);
    }

    private static void gatewayIsAsItWas(
            Rig rig, Employed changed, String title, Employed deleted, List<Employed> hired, String group)
            throws Exception {
        var now = send(rig, "GET", "/Users/" + changed.id(), null).expect(200);
        if (!now.path("title").asText().equals(title)) {
            throw new StepFailed("the gateway has not the title of the backup, %s: %s".formatted(title, now));
        }
        send(rig, "GET", "/Users/" + deleted.id(), null).expect(200);
        for (var person : hired) {
            send(rig, "GET", "/Users/" + person.id(), null).expect(404);
        }
        var members = send(rig, "GET", "/Groups/" + group, null).expect(200).path("members");
        if (!members.path(0).path("value").asText().equals(changed.id())) {
            throw new StepFailed("the member of the backup is none: " + members);
        }
    }

    private static int epoch(Rig rig, String id) {
        return events(rig, Topics.IDENTITY_USERS, id, 0)
                .getLast()
                .event()
                .data()
                .epoch();
    }

    private static void toldInTheNextEpoch(Rig rig, Employed changed, String title, int epoch, int from)
            throws Exception {
        Await.until("the state in the new epoch", PATIENCE, () -> {
            var told = events(rig, Topics.IDENTITY_USERS, changed.id(), from);
            if (told.isEmpty()) {
                return Optional.of("nothing was told of " + changed.id());
            }
            var data = told.getLast().event().data();
            var resource = data.resource();
            var there = resource == null ? "" : resource.path("title").asText();
            return data.epoch() == epoch && there.equals(title)
                    ? Optional.empty()
                    : Optional.of("told is epoch %d, title %s".formatted(data.epoch(), there));
        });
    }

    private static List<TopicReader.Read> events(Rig rig, String topic, String key, int from) {
        var all = new ArrayList<>(rig.topics().events());
        return all.subList(from, all.size()).stream()
                .filter(read -> read.topic().equals(topic) && read.key().equals(key))
                .toList();
    }

    /** He is known to those who follow and no longer to the gateway: that is no leave. */
    private static void nothingTaken(Rig rig, Employed hired, int from) {
        var all = new ArrayList<>(rig.topics().events());
        for (var read : all.subList(from, all.size())) {
            var type = read.event().type();
            var taken = type.equals(EventTypes.GRANT_REVOKED) || type.equals(EventTypes.GRANT_SUSPENDED);
            if (taken && read.key().startsWith(hired.id())) {
                throw new StepFailed("who was hired after the backup lost access: " + read.event());
            }
        }
    }

    private static Http.Answer send(Rig rig, String method, String path, @Nullable JsonNode body) throws Exception {
        return rig.http()
                .send(
                        method,
                        rig.url(Service.SCIM_GATEWAY) + "/scim/v2" + path,
                        rig.stack().credentials().scim(),
                        body);
    }
}
