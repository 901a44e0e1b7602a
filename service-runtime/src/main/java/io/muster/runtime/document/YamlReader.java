package io.muster.runtime.document;

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

/** Reads YAML files into trees that remember their lines. Aliases and repeated names are refused: what stands there is what counts. */
public final class YamlReader {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(30).build())
            .build();

    private final List<YamlDocument> documents = new ArrayList<>();
    private final List<DocumentProblem> problems = new ArrayList<>();

    /**
     * Adds a file's documents, or what is wrong with it. An empty document (only comments) is none.
     *
     * @param file how problems name it
     */
    public YamlReader read(String file, String content) {
        try (var parser = YAML.createParser(content)) {
            while (parser.nextToken() != null) {
                readDocument(file, parser);
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            problem(file, at == null ? 0 : at.getLineNr(), "", "is not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string cannot fail", e);
        }
        return this;
    }

    private void readDocument(String file, YAMLParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        var lines = new HashMap<String, Integer>();
        lines.put("", line);
        var value = value(file, parser, "", lines);
        if (value instanceof ObjectNode root) {
            documents.add(new YamlDocument(file, root, lines));
        } else if (!value.isNull() && !(value.isTextual() && value.asText().isEmpty())) {
            problem(file, line, "", "a document is a mapping with kind, metadata and spec");
        }
    }

    private JsonNode value(String file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        if (parser.isCurrentAlias()) {
            int line = parser.currentTokenLocation().getLineNr();
            problem(file, line, YamlDocument.field(pointer), "aliases are not allowed: write the value out");
            return JsonNodeFactory.instance.nullNode();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(file, parser, pointer, lines);
            case START_ARRAY -> array(file, parser, pointer, lines);
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                JsonNodeFactory.instance.nullNode();
        };
    }

    /** In the type that JSON's reader gives it: a tree that was stored and read again is equal to this one. */
    private static JsonNode whole(YAMLParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
            case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
            default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(String file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        var object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var at = pointer + YamlDocument.step(name);
            lines.put(at, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(name, value(file, parser, at, lines));
        }
        return object;
    }

    private JsonNode array(String file, YAMLParser parser, String pointer, Map<String, Integer> lines)
            throws IOException {
        var array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var at = pointer + "/" + array.size();
            lines.put(at, parser.currentTokenLocation().getLineNr());
            array.add(value(file, parser, at, lines));
        }
        return array;
    }

    private void problem(String file, int line, String field, String message) {
        problems.add(new DocumentProblem(file, line, field, message, List.of()));
    }

    /** What was read, in the order of the files. */
    public List<YamlDocument> documents() {
        return List.copyOf(documents);
    }

    /** What could not be read. */
    public List<DocumentProblem> problems() {
        return List.copyOf(problems);
    }
}
