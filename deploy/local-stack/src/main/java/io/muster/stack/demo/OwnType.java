package io.muster.stack.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A platform team adds a resource type of its own to the running system, uses it, and takes it away again. */
final class OwnType implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "Own type";
    }

    @Override
    public String promise() {
        return "a resource type that is added to the running system can be created, searched and subscribed to at once, and goes only when nothing is of it";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var http = run.http();
        var type = "Contractor" + run.id();
        var urn = "urn:kartapuce:params:scim:schemas:core:1.0:" + type;
        var schemas = run.url("scim-gateway") + "/admin/schemas";
        var added = http.send("POST", schemas, run.administrator(), documents(type, urn));
        evidence.seen(added.exchange());
        added.expect(200);

        var resources = run.scim() + "/" + type;
        var name = "Acme " + run.id();
        var acme = JSON.createObjectNode().put("number", "4711").put("displayName", name);
        acme.putArray("schemas").add(urn);
        var created = http.send("POST", resources, run.hr(), acme);
        evidence.seen(created.exchange());
        var id = created.expect(201).path("id").asText();
        var filter = "displayName eq \"%s\"".formatted(name.toUpperCase(Locale.ROOT));
        var found = http.send("GET", resources + "?filter=" + Http.encoded(filter), run.hr(), null);
        evidence.seen("filter %s: %s", filter, found.exchange());
        if (!found.expect(200).at("/Resources/0/id").asText().equals(id)) {
            throw new StepFailed("not found: " + found.exchange());
        }
        onTheTopic(run, id, name);
        evidence.seen("%s is on the topic, and meets its schema", EventTypes.RESOURCE_CREATED);

        var remove = "%s?id=%s&id=%s".formatted(schemas, Http.encoded(urn), Http.encoded(keyOf(type)));
        var tooEarly = http.send("DELETE", remove, run.administrator(), null);
        evidence.seen(tooEarly.exchange());
        tooEarly.expect(409);
        http.send("DELETE", resources + "/" + id, run.hr(), null).expect(204);
        http.send("DELETE", remove, run.administrator(), null).expect(200);
        http.send("GET", resources, run.hr(), null).expect(404);
    }

    private static ObjectNode documents(String type, String urn) {
        var documents = JSON.createObjectNode();
        var list = documents.putArray("documents");
        var schema =
                list.addObject().put("id", urn).put("name", type).put("description", "A company that sends people.");
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        var attributes = schema.putArray("attributes");
        attributes
                .addObject()
                .put("name", "number")
                .put("type", "string")
                .put("required", true)
                .put("uniqueness", "server");
        attributes.addObject().put("name", "displayName").put("type", "string");
        var resourceType = list.addObject()
                .put("id", type)
                .put("name", type)
                .put("endpoint", "/" + type)
                .put("schema", urn);
        resourceType.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:ResourceType");
        return documents;
    }

    private static String keyOf(String type) {
        return "urn:ietf:params:scim:schemas:core:2.0:ResourceType:" + type;
    }

    private static void onTheTopic(Run run, String id, String displayName) throws Exception {
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            Await.until("the new resource on the topic", () -> {
                reader.readToEnd();
                return reader.events().stream()
                                .map(TopicReader.Read::event)
                                .filter(event -> event.type().equals(EventTypes.RESOURCE_CREATED))
                                .filter(event -> event.subject().equals(id))
                                .anyMatch(event -> event.data().resource() != null
                                        && displayName.equals(event.data()
                                                .resource()
                                                .path("displayName")
                                                .asText()))
                        ? Optional.empty()
                        : Optional.of(id + " is not there");
            });
            if (!reader.violations().isEmpty()) {
                throw new StepFailed(
                        "a record breaks the contract: " + reader.violations().getFirst());
            }
        }
    }
}
