package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.organization.ScimUsers;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/** Create, read, replace, update, delete, search, two pages and bulk, each once with request and answer. */
final class EveryVerb implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "SCIM";
    }

    @Override
    public String promise() {
        return "create, read, replace, update, search, delete and bulk each answer as RFC 7644 says";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var http = run.http();
        var users = run.scim() + "/Users";
        var vera = Somebody.named(run, "Vera", "Legal", run.today(ZoneId.of("Europe/Paris")), null);
        var created = http.send("POST", users, run.hr(), vera);
        evidence.seen(created.exchange());
        var id = created.expect(201).path("id").asText();
        var read = http.send("GET", users + "/" + id, run.hr(), null);
        evidence.seen(read.exchange());
        same("userName", vera.path("userName"), read.expect(200).path("userName"));

        var replacement = vera.deepCopy().put("displayName", "Vera M.");
        var replaced = http.send("PUT", users + "/" + id, run.hr(), replacement);
        evidence.seen(replaced.exchange());
        same(
                "displayName",
                replacement.path("displayName"),
                replaced.expect(200).path("displayName"));

        var patched = http.send("PATCH", users + "/" + id, run.hr(), replaceTitle("Counsel"));
        evidence.seen(patched.exchange());
        same(
                "title",
                JSON.getNodeFactory().textNode("Counsel"),
                patched.expect(200).path("title"));

        var filter =
                "userName eq \"%s\"".formatted(vera.path("userName").asText().toUpperCase(Locale.ROOT));
        var found = http.send("GET", users + "?filter=" + Http.encoded(filter), run.hr(), null);
        evidence.seen("filter %s: %s", filter, found.exchange());
        same("search", JSON.getNodeFactory().numberNode(1), found.expect(200).path("totalResults"));

        pagesByCursor(run, users, evidence);

        var deleted = http.send("DELETE", users + "/" + id, run.hr(), null);
        evidence.seen(deleted.exchange());
        deleted.expect(204);
        http.send("GET", users + "/" + id, run.hr(), null).expect(404);

        var bulk = http.send("POST", run.scim() + "/Bulk", run.hr(), bulkOf(run));
        evidence.seen(bulk.exchange());
        same("bulk", JSON.getNodeFactory().textNode("201"), statusOf(bulk.expect(200)));
        var location = bulk.body().at("/Operations/0/location").asText();
        http.send("DELETE", users + location.substring(location.lastIndexOf('/')), run.hr(), null)
                .expect(204);
    }

    /** The first two of everybody, one a page (RFC 9865). */
    private static void pagesByCursor(Run run, String users, Evidence evidence) throws Exception {
        var page = users + "?count=1&attributes=userName&cursor=";
        var first = run.http().send("GET", page, run.hr(), null);
        evidence.seen(first.exchange());
        var cursor = first.expect(200).path("nextCursor").asText();
        var second = run.http().send("GET", page + cursor, run.hr(), null);
        evidence.seen("behind the cursor: %s", second.exchange());
        var id = second.expect(200).at("/Resources/0/id");
        if (!id.isTextual() || id.equals(first.body().at("/Resources/0/id"))) {
            throw new StepFailed("the second page shows %s".formatted(second.exchange()));
        }
    }

    private static JsonNode statusOf(JsonNode bulk) {
        return JSON.getNodeFactory().textNode(bulk.at("/Operations/0/status").asText());
    }

    private static ObjectNode bulkOf(Run run) throws Exception {
        var bulk = JSON.createObjectNode();
        bulk.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:BulkRequest");
        bulk.putArray("Operations")
                .addObject()
                .put("method", "POST")
                .put("path", "/Users")
                .put("bulkId", "one")
                .set("data", Somebody.named(run, "Viktor", "Legal", run.today(ZoneId.of("Europe/Paris")), null));
        return bulk;
    }

    static ObjectNode replaceTitle(String title) {
        return ScimPatch.replace("title", title);
    }

    static ObjectNode replaceDepartment(String department) {
        return ScimPatch.replace(ScimUsers.ENTERPRISE + ":department", department);
    }

    static ObjectNode replaceActive(boolean active) {
        return ScimPatch.replace("active", active);
    }

    private static void same(String what, JsonNode wanted, JsonNode got) {
        if (!wanted.equals(got)) {
            throw new StepFailed("%s is %s instead of %s".formatted(what, got, wanted));
        }
    }
}
