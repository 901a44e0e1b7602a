package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mailbox, read over its HTTP interface. */
final class Mails {
    private final Run run;

    Mails(Run run) {
        this.run = run;
    }

    /** The subjects of all mails since then in which this person's name or user name occurs, by recipient. */
    Map<String, List<String>> about(Person person, Instant since) throws Exception {
        var names = List.of(
                person.user().path("userName").asText(),
                person.user().path("displayName").asText());
        var found = new TreeMap<String, List<String>>();
        for (var mail : run.http().get(run.status().at("/mail/url").asText() + "/messages", "")) {
            var text = mail.path("subject").asText() + "\n" + mail.path("text").asText();
            boolean recent = !Instant.parse(mail.path("receivedAt").asText()).isBefore(since);
            if (recent && names.stream().anyMatch(text::contains)) {
                for (var recipient : recipients(mail)) {
                    found.computeIfAbsent(recipient, unused -> new ArrayList<>())
                            .add(mail.path("subject").asText());
                }
            }
        }
        return found;
    }

    private static List<String> recipients(JsonNode mail) {
        var all = new ArrayList<String>();
        mail.path("to").forEach(to -> all.add(to.asText()));
        mail.path("cc").forEach(cc -> all.add(cc.asText()));
        return all;
    }

    /** Where mails to this person go. */
    static String address(Person person) {
        return person.user().at("/emails/0/value").asText();
    }
}
