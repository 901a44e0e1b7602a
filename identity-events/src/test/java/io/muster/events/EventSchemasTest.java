package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(EventSchemas.BASE)
                    ? EventSchemas.text(id.substring(EventSchemas.BASE.length()).replace(".json", ""))
                    : null));

    static List<Event> examples() {
        return List.of(
                Examples.aliceCreated(),
                Examples.contractorCreated(),
                Examples.membershipAdded(),
                Examples.grantGranted(),
                Examples.accountCreated());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void what_the_codec_writes_meets_the_schema_of_its_type(Event event) {
        assertThat(violations(event.type(), new String(new EventCodec().value(event), StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void a_password_in_a_users_image_is_a_violation() {
        var event = Examples.aliceCreated();
        Objects.requireNonNull(event.data().resource()).put("password", "x");
        assertThat(violations(event.type(), new String(new EventCodec().value(event), StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    @Test
    void a_resource_of_an_added_type_says_of_which_type_it_is() {
        var event = Examples.contractorCreated();
        Objects.requireNonNull(event.data().resource()).remove("meta");
        assertThat(violations(event.type(), new String(new EventCodec().value(event), StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    @Test
    void a_state_event_without_its_after_image_is_a_violation() {
        assertThat(violations(EventTypes.GRANT_GRANTED, """
                {"actor":{"kind":"policy","id":"x"},"cause":"policy","reason":{"text":"x"},"epoch":1,"version":1,
                 "occurredAt":"2026-11-24T08:00:00Z","recordedAt":"2026-11-24T08:00:00Z","changes":[]}""")).isNotEmpty();
    }

    @Test
    void the_asyncapi_document_names_every_topic_and_every_type_with_its_schema() throws IOException {
        JsonNode document;
        try (var in = EventSchemas.class.getResourceAsStream("asyncapi.yaml")) {
            document = new YAMLMapper().readTree(in);
        }
        var addresses = new TreeSet<String>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(
                        Topics.all().stream().map(TopicDefinition::name).toList());
        var types = new TreeSet<String>();
        for (JsonNode message : document.at("/components/messages")) {
            var type = message.path("name").asText();
            types.add(type);
            assertThat(message.at("/payload/$ref").asText())
                    .isEqualTo("schemas/" + EventSchemas.nameFor(type) + ".json");
        }
        assertThat(types).containsExactlyInAnyOrderElementsOf(EventTypes.all());
    }

    private List<String> violations(String type, String json) {
        return registry.getSchema(SchemaLocation.of(EventSchemas.idFor(type))).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
