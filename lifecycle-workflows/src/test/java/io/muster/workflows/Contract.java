package io.muster.workflows;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.events.EventSchemas;
import io.muster.testing.KafkaProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The published JSON Schemas, as a subscriber validates with them. */
final class Contract {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(EventSchemas.BASE)
                    ? EventSchemas.text(id.substring(EventSchemas.BASE.length()).replace(".json", ""))
                    : null));

    private Contract() {}

    /** What of the records on a topic does not meet it. */
    static List<String> violations(KafkaProbe topic) {
        var violations = new ArrayList<String>();
        for (var polled : topic.all()) {
            if (polled.value() == null) {
                continue; // a tombstone
            }
            var type = KafkaProbe.event(polled).type();
            SCHEMAS.getSchema(SchemaLocation.of(EventSchemas.idFor(type)))
                    .validate(new String(polled.value(), StandardCharsets.UTF_8), InputFormat.JSON)
                    .forEach(error ->
                            violations.add(type + " " + error.getInstanceLocation() + ": " + error.getMessage()));
        }
        return violations;
    }
}
