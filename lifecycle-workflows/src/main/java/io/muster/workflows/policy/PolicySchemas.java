package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The JSON Schema (2020-12) of each kind: published as it is, and what documents are checked against. */
final class PolicySchemas {
    /** The kinds that this service reads; {@code Target} is the dispatcher's and only kept. */
    static final List<String> KINDS =
            List.of("Organization", "Application", "AccessPackage", "SeparationOfDuties", "LifecycleWorkflow");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> documents = new LinkedHashMap<>();
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    PolicySchemas() {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var defs = resource("defs.json");
        for (var kind : KINDS) {
            var document = resource(kind + ".json");
            document.set("$defs", defs.deepCopy());
            documents.put(kind, document);
            schemas.put(kind, registry.getSchema(document.toString(), InputFormat.JSON));
        }
    }

    private static ObjectNode resource(String name) {
        try (var in = PolicySchemas.class.getResourceAsStream("/policy-schemas/" + name)) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException("schema " + name + " cannot be read", e);
        }
    }

    Set<String> kinds() {
        return documents.keySet();
    }

    /** The published schema of a kind, self-contained; {@code null} is never returned for one of {@link #KINDS}. */
    ObjectNode schema(String kind) {
        return Objects.requireNonNull(documents.get(kind), kind).deepCopy();
    }

    /** What the document's kind does not allow. Empty for a document that may be read. */
    List<DocumentProblem> check(YamlDocument document) {
        var problems = new ArrayList<DocumentProblem>();
        for (var error : Objects.requireNonNull(schemas.get(document.kind()))
                .validate(document.root().toString(), InputFormat.JSON)) {
            problems.add(problem(document, error));
        }
        return problems;
    }

    private DocumentProblem problem(YamlDocument document, Error error) {
        var pointer = error.getInstanceLocation().toString();
        if (error.getKeyword().equals("additionalProperties")) {
            var unknown = Objects.requireNonNull(error.getProperty());
            var parent = YamlDocument.field(pointer);
            return document.problem(
                    pointer + YamlDocument.step(unknown),
                    "is not a field of " + (parent.isEmpty() ? document.kind() : parent),
                    siblings(document.kind(), error, "properties"));
        }
        if (error.getKeyword().equals("enum")) {
            return document.problem(
                    pointer, "is not one of the values allowed", siblings(document.kind(), error, "enum"));
        }
        return document.problem(pointer, error.getMessage());
    }

    /** The names in the member {@code name} beside the keyword that failed: the fields or values that would have been right. */
    private List<String> siblings(String kind, Error error, String name) {
        var fragment =
                Objects.requireNonNull(error.getSchemaLocation().getFragment()).toString();
        var there = schema(kind)
                .at(fragment.substring(0, fragment.lastIndexOf('/')))
                .path(name);
        var names = new ArrayList<String>();
        if (there.isArray()) {
            there.forEach(value -> names.add(value.asText()));
        } else {
            there.fieldNames().forEachRemaining(names::add);
        }
        return names;
    }
}
