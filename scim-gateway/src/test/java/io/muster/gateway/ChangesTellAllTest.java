package io.muster.gateway;

import static io.muster.gateway.Scim.image;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A PATCH is told of if and only if the document differs by it, and what is told leads from the old image to the new one. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ChangesTellAllTest {
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime() % 1_000_000);
    private static final int PATCHES = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void an_event_for_each_change_of_a_user_and_the_changes_make_the_next_image() throws Exception {
        var user = SchemaRegistry.builtIn().user();
        var random = new RandomUsers(new Random(SEED), user);
        tellsAll(user, random, random.user(unique("patched")), Topics.IDENTITY_USERS);
    }

    @Test
    void an_event_for_each_change_of_a_resource_of_a_random_type_and_the_changes_make_the_next_image()
            throws Exception {
        var random = new Random(SEED);
        try (var schema = new RandomSchema(random)) {
            var things = new RandomUsers(random, schema.type());
            tellsAll(schema.type(), things, things.resource(), Topics.IDENTITY_RESOURCES);
        }
    }

    private static void tellsAll(ResourceType type, RandomUsers random, ObjectNode first, String topic)
            throws Exception {
        var answered = scim().body(first.toString()).post(type.endpoint());
        assertThat(answered.statusCode())
                .as("seed %d: %s: %s", SEED, first, answered.asString())
                .isEqualTo(201);
        var created = answered.asByteArray();
        var documents = new ArrayList<>(List.of(content(created)));
        var id = documents.getFirst().path("id").asText();
        int refused = 0;
        for (int i = 0; i < PATCHES; i++) {
            var answer = scim().body(random.patch().toString()).patch(type.endpoint() + "/" + id);
            refused += answer.statusCode() == 200 ? 0 : 1;
            assertThat(answer.statusCode())
                    .as("seed %d, %d: %s", SEED, i, answer.asString())
                    .isIn(200, 400);
            var now = content(scim().get(type.endpoint() + "/" + id).asByteArray());
            if (!now.equals(documents.getLast())) {
                documents.add(now);
            }
        }

        List<Event> events;
        try (var probe = KafkaProbe.on(topic)) {
            probe.await(
                    "the last change",
                    polled -> id.equals(polled.key())
                            && KafkaProbe.event(polled).data().version() == documents.size());
            events = probe.events(id);
        }

        assertThat(events).as("seed %d", SEED).hasSameSizeAs(documents);
        for (int i = 0; i < events.size(); i++) {
            assertThat(without(image(events.get(i))))
                    .as("seed %d, image %d", SEED, i)
                    .isEqualTo(documents.get(i));
            if (i > 0) {
                var reached = image(events.get(i - 1)).deepCopy();
                events.get(i).data().changes().forEach(change -> apply(type, change, reached));
                assertThat(without(reached)).as("seed %d, change %d", SEED, i).isEqualTo(documents.get(i));
            }
        }
        assertThat(documents).as("seed %d, %d refused", SEED, refused).hasSizeGreaterThan(PATCHES / 10);
    }

    private static ObjectNode content(byte[] answer) throws Exception {
        return without((ObjectNode) JSON.readTree(answer));
    }

    /** Without what follows from the rest, and the values of each attribute in one order: they have none (RFC 7643 §2.4). */
    private static ObjectNode without(ObjectNode document) {
        ObjectNode rest = document.deepCopy().without(List.of("meta", "schemas"));
        return (ObjectNode) inOneOrder(rest);
    }

    private static JsonNode inOneOrder(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(property -> property.setValue(inOneOrder(property.getValue())));
        }
        return value.isArray()
                ? JSON.createArrayNode()
                        .addAll(value.valueStream()
                                .map(ChangesTellAllTest::inOneOrder)
                                .sorted(Comparator.comparing(JsonNode::toString))
                                .toList())
                : value;
    }

    private static void apply(ResourceType type, Change change, ObjectNode document) {
        var steps = type.resolve(change.path()).orElseThrow().steps();
        set(document, steps, change.after());
    }

    private static void set(ObjectNode object, List<Attribute> steps, @Nullable JsonNode after) {
        var name = steps.getFirst().name();
        if (steps.size() > 1) {
            var inner = object.path(name) instanceof ObjectNode there ? there : object.putObject(name);
            set(inner, steps.subList(1, steps.size()), after);
            if (inner.isEmpty()) {
                object.remove(name);
            }
        } else if (after == null || after.isNull()) {
            object.remove(name);
        } else {
            object.set(name, after);
        }
    }
}
