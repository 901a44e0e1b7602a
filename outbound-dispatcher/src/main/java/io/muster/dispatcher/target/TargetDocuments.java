package io.muster.dispatcher.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.dispatcher.mapping.AttributeRule;
import io.muster.dispatcher.mapping.ExpressionError;
import io.muster.dispatcher.mapping.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the documents of kind {@code Target} out of a directory's files; other kinds are somebody else's. */
final class TargetDocuments {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA_TEXT = resource("target.json");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT, InputFormat.JSON);

    /** One file of the directory. */
    record File(String name, String content) {}

    /** A document and where it was found. */
    record Found(String file, JsonNode document, Target target) {}

    private final List<DocumentError> errors = new ArrayList<>();
    private final Map<String, Found> found = new LinkedHashMap<>();

    /** The schema of the kind, as published. */
    static String schema() {
        return SCHEMA_TEXT;
    }

    TargetDocuments read(List<File> files) {
        files.forEach(this::read);
        return this;
    }

    List<DocumentError> errors() {
        return List.copyOf(errors);
    }

    Map<String, Found> found() {
        return found;
    }

    private void read(File file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(20);
        try {
            List<Object> values = new ArrayList<>();
            new Yaml(new SafeConstructor(options)).loadAll(file.content()).forEach(values::add);
            List<Node> nodes = new ArrayList<>();
            new Yaml(new SafeConstructor(options))
                    .composeAll(new java.io.StringReader(file.content()))
                    .forEach(nodes::add);
            for (int i = 0; i < values.size(); i++) {
                JsonNode document = JSON.valueToTree(values.get(i));
                if (document.path("kind").asText().equals("Target")) {
                    check(file.name(), document, nodes.get(i));
                }
            }
        } catch (MarkedYAMLException invalid) {
            int line = invalid.getProblemMark() == null
                    ? 0
                    : invalid.getProblemMark().getLine() + 1;
            errors.add(new DocumentError(file.name(), line, "", String.valueOf(invalid.getProblem())));
        }
    }

    private void check(String file, JsonNode document, Node node) {
        List<Error> broken = SCHEMA.validate(document.toString(), InputFormat.JSON);
        for (Error error : broken) {
            String place = String.valueOf(error.getInstanceLocation());
            String pointer = place.startsWith("$") ? place.substring(1).replace('.', '/') : place;
            errors.add(new DocumentError(file, line(node, pointer), pointer, error.getMessage()));
        }
        if (broken.isEmpty()) {
            compile(file, document, node);
        }
    }

    private void compile(String file, JsonNode document, Node node) {
        Target target = Target.of(document, 1);
        int before = errors.size();
        for (int i = 0; i < target.attributes().size(); i++) {
            AttributeRule rule = target.attributes().get(i);
            String pointer = "/spec/attributes/" + i;
            try {
                Mapping.compile(List.of(rule));
            } catch (ExpressionError invalid) {
                String at = pointer + "/value";
                errors.add(new DocumentError(
                        file,
                        line(node, at),
                        at,
                        "in the expression, line " + invalid.line() + " column " + invalid.column() + ": "
                                + invalid.getMessage()));
            }
        }
        for (List<String> combination : target.matching()) {
            for (String name : combination) {
                if (target.attributes().stream().noneMatch(rule -> rule.to().equals(name))) {
                    errors.add(new DocumentError(
                            file, line(node, "/spec/matching"), "/spec/matching", name + " is not in attributes"));
                }
            }
        }
        try {
            OpenTarget.check(target);
        } catch (IllegalArgumentException invalid) {
            errors.add(new DocumentError(
                    file, line(node, "/spec/connection"), "/spec", String.valueOf(invalid.getMessage())));
        }
        if (found.containsKey(target.name())) {
            errors.add(new DocumentError(
                    file,
                    line(node, "/metadata/name"),
                    "/metadata/name",
                    "there is another Target " + target.name() + " in "
                            + Objects.requireNonNull(found.get(target.name())).file()));
        } else if (errors.size() == before) {
            found.put(target.name(), new Found(file, document, target));
        }
    }

    /** The line of the deepest part of the pointer that is there. */
    private static int line(Node root, String pointer) {
        Node node = root;
        int line = root.getStartMark().getLine() + 1;
        for (String part : pointer.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            Node next = child(node, part);
            if (next == null) {
                return line;
            }
            node = next;
            line = node.getStartMark().getLine() + 1;
        }
        return line;
    }

    private static @org.jspecify.annotations.Nullable Node child(Node node, String part) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(part)) {
                    return tuple.getValueNode();
                }
            }
        }
        if (node instanceof SequenceNode sequence && part.matches("\\d{1,6}")) {
            int index = Integer.parseInt(part);
            return index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
        }
        return null;
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(TargetDocuments.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
