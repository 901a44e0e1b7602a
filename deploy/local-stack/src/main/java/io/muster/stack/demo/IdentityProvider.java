package io.muster.stack.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An identity provider that has nothing but a secret token: what it may do, what it may not see, and the end of its token. */
final class IdentityProvider implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String WORK_MAIL = "emails[type eq \"work\"].value";

    @Override
    public String name() {
        return "Identity provider";
    }

    @Override
    public String promise() {
        return "an identity provider with a SCIM token sends people, neither sees nor can ask for what is hidden from it, and finds no door once the token is revoked";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var client = "idp-" + run.id();
        var tokens = run.url("scim-gateway") + "/tokens";
        var issued = run.http().send("POST", tokens, run.administrator(), wish(run, client));
        if (issued.status() != 201) { // its exchange is not for everybody's eyes only where it holds the token
            throw new StepFailed("expected 201: " + issued.exchange());
        }
        var token = issued.body().path("token").asText();
        evidence.seen(
                "token of %s until %s", client, issued.body().path("expiresAt").asText());
        var id = sendsSomebody(run, token, evidence);
        seesNoNumber(run, token, id, evidence);
        var users = run.scim() + "/Users";
        run.http().send("DELETE", users + "/" + id, token, null).expect(204);

        var revoke = tokens + "/" + issued.body().path("id").asText();
        run.http().send("DELETE", revoke, run.administrator(), null).expect(204);
        var took = Await.until("the revoked token is refused", () -> {
            var answer = run.http().send("GET", users + "?count=0", token, null);
            return answer.status() == 401 ? Optional.empty() : Optional.of(answer.exchange());
        });
        evidence.seen("revoked, and refused %d ms later", took.toMillis());
        onTheTopics(run, client, issued.body().path("id").asText(), id);
        evidence.seen("issue, its writes and the revocation are events");
    }

    private static ObjectNode wish(Run run, String client) {
        var wish = JSON.createObjectNode().put("client", client).put("profile", "entra");
        wish.putArray("scopes").add("scim:read").add("scim:write");
        wish.putArray("hiddenAttributes").add("phoneNumbers");
        return wish.put("expiresAt", run.now().plus(LIFETIME).toString());
    }

    /** Somebody as Entra ID sends him: without a mail at first, which a {@code Replace} then makes. */
    private static String sendsSomebody(Run run, String token, Evidence evidence) throws Exception {
        var userName = Somebody.userName(run, "Ida") + ".idp";
        var user = JSON.createObjectNode().put("userName", userName).put("active", false);
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        var created = run.http().send("POST", run.scim() + "/Users", token, user);
        evidence.seen(created.exchange());
        var id = created.expect(201).path("id").asText();
        var mail = userName + "@kartapuce.example";
        var patched = run.http().send("PATCH", run.scim() + "/Users/" + id, token, ScimPatch.replace(WORK_MAIL, mail));
        evidence.seen(patched.exchange());
        if (!patched.expect(200).at("/emails/0/value").asText().equals(mail)) {
            throw new StepFailed("no mail: " + patched.exchange());
        }
        return id;
    }

    private static void seesNoNumber(Run run, String token, String id, Evidence evidence) throws Exception {
        var user = run.scim() + "/Users/" + id;
        var number = JSON.createObjectNode().put("value", "+33 4 00 00 00 00");
        run.http()
                .send(
                        "PATCH",
                        user,
                        run.hr(),
                        ScimPatch.replace("phoneNumbers", JSON.createArrayNode().add(number)))
                .expect(200);
        var shown = run.http().get(user, token);
        if (shown.has("phoneNumbers")) {
            throw new StepFailed("shown: " + shown);
        }
        var filter = "id eq \"%s\" and phoneNumbers pr".formatted(id);
        var search = run.scim() + "/Users?filter=" + Http.encoded(filter);
        if (run.http().get(search, run.hr()).path("totalResults").asInt() != 1) {
            throw new StepFailed("HR does not find the number either");
        }
        var asked = run.http().send("GET", search, token, null);
        evidence.seen("filter %s: %s", filter, asked.exchange());
        asked.expect(403);
    }

    private static void onTheTopics(Run run, String client, String tokenId, String userId) throws Exception {
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            Await.until("what the identity provider did on the topics", () -> {
                reader.readToEnd();
                boolean administered = Stream.of(EventTypes.TOKEN_ISSUED, EventTypes.TOKEN_REVOKED)
                        .allMatch(type -> reader.events().stream()
                                .anyMatch(read -> read.event().type().equals(type)
                                        && read.event().subject().equals("scim-gateway/tokens/" + tokenId)));
                long written = reader.events().stream()
                        .filter(read -> read.event().subject().equals(userId))
                        .filter(read ->
                                client.equals(read.event().data().actor().id()))
                        .count();
                return administered && written == 3
                        ? Optional.empty()
                        : Optional.of("%d of 3 writes, administered: %s".formatted(written, administered));
            });
        }
    }
}
