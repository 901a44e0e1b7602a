package io.muster.workflows.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML files into trees that remember their lines. Anchors and repeated keys are refused: what stands there is what counts. */
final class YamlReader {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(30).build())
            .build();

    private final List<YamlDocument> documents = new ArrayList<>();
    private final List<PolicyProblem> problems = new ArrayList<>();

    /** Adds the file's documents, or what is wrong with it. An empty document (only comments) is none. */
    void read(PolicyFile file) {
        try (var parser = YAML.createParser(file.content())) {
            while (parser.nextToken() != null) {
                readDocument(file, parser);
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            problems.add(PolicyProblem.of(
                    file.name(), at == null ? 0 : at.getLineNr(), "", "is not YAML: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string cannot fail", e);
        }
    }

    private void readDocument(PolicyFile file, YAMLParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        var lines = new HashMap<String, Integer>();
        lines.put("", line);
        var value = value(file, parser, "", lines);
        if (value instanceof ObjectNode root) {
            documents.add(new YamlDocument(file.name(), root, lines));
        } else if (!value.isNull() && !value.asText().isEmpty()) {
            problems.add(
                    PolicyProblem.of(file.name(), line, "", "a document is a mapping with kind, metadata and spec"));
        }
    }

    private JsonNode value(PolicyFile file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        if (parser.isCurrentAlias()) {
            problems.add(PolicyProblem.of(
                    file.name(),
                    parser.currentTokenLocation().getLineNr(),
                    YamlDocument.field(pointer),
                    "aliases are not allowed: write the value out"));
            return JsonNodeFactory.instance.nullNode();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(file, parser, pointer, lines);
            case START_ARRAY -> array(file, parser, pointer, lines);
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                JsonNodeFactory.instance.nullNode();
        };
    }

    private ObjectNode object(PolicyFile file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        var object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            lines.put(at, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(name, value(file, parser, at, lines));
        }
        return object;
    }

    private JsonNode array(PolicyFile file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        var array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var at = pointer + "/" + array.size();
            lines.put(at, parser.currentTokenLocation().getLineNr());
            array.add(value(file, parser, at, lines));
        }
        return array;
    }

    List<YamlDocument> documents() {
        return List.copyOf(documents);
    }

    List<PolicyProblem> problems() {
        return List.copyOf(problems);
    }
}
