package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.runtime.document.DocumentProblem;
import io.muster.runtime.document.YamlDocument;
import io.muster.scim.error.ScimError;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document whose structure the schema has checked. What the schema cannot know (a filter's attributes, a zone's name) is noted as a
 * problem at its line, and reading goes on with something harmless: a document with problems never counts.
 */
final class Fields {
    private final YamlDocument document;
    private final JsonNode node;
    private final String pointer;
    private final Vocabulary words;
    private final List<DocumentProblem> problems;

    Fields(YamlDocument document, Vocabulary words, List<DocumentProblem> problems) {
        this(document, document.root(), "", words, problems);
    }

    private Fields(
            YamlDocument document, JsonNode node, String pointer, Vocabulary words, List<DocumentProblem> problems) {
        this.document = document;
        this.node = node;
        this.pointer = pointer;
        this.words = words;
        this.problems = problems;
    }

    Fields in(String name) {
        return new Fields(document, node.path(name), pointer + "/" + name, words, problems);
    }

    /** What names in filters and paths mean. */
    Vocabulary words() {
        return words;
    }

    boolean has(String name) {
        return node.has(name);
    }

    boolean exists() {
        return !node.isMissingNode();
    }

    boolean isText() {
        return node.isTextual();
    }

    String text(String name) {
        return node.path(name).asText();
    }

    @Nullable String textOrNull(String name) {
        return node.has(name) ? node.path(name).asText() : null;
    }

    boolean bool(String name, boolean otherwise) {
        return node.path(name).asBoolean(otherwise);
    }

    int number(String name, int otherwise) {
        return node.path(name).asInt(otherwise);
    }

    @Nullable Double decimalOrNull(String name) {
        return node.has(name) ? node.path(name).asDouble() : null;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        node.path(name).forEach(value -> texts.add(value.asText()));
        return texts;
    }

    <T> List<T> each(String name, Function<Fields, T> read) {
        var list = new ArrayList<T>();
        for (int i = 0; i < node.path(name).size(); i++) {
            list.add(read.apply(in(name).item(i)));
        }
        return list;
    }

    private Fields item(int index) {
        return new Fields(document, node.path(index), pointer + "/" + index, words, problems);
    }

    /** The items of this list itself. */
    <T> List<T> items(Function<Fields, T> read) {
        var list = new ArrayList<T>();
        for (int i = 0; i < node.size(); i++) {
            list.add(read.apply(item(i)));
        }
        return list;
    }

    <T> Map<String, T> members(String name, Function<Fields, T> read) {
        var map = new LinkedHashMap<String, T>();
        var object = in(name);
        node.path(name).fieldNames().forEachRemaining(key -> map.put(key, read.apply(object.in(key))));
        return map;
    }

    @Nullable Span spanOrNull(String name) {
        if (!node.has(name)) {
            return null;
        }
        try {
            return Span.parse(text(name));
        } catch (DateTimeException | ArithmeticException e) {
            problem(name, "is not a duration such as P30D or PT5S");
            return null;
        }
    }

    ZoneId zone(String name, ZoneId otherwise) {
        if (!node.has(name)) {
            return otherwise;
        }
        try {
            return ZoneId.of(text(name));
        } catch (DateTimeException e) {
            problem(name, "is not a time zone: " + text(name));
            return otherwise;
        }
    }

    /** A filter; null when there is none, or none that can be read (then the problem is noted). */
    @Nullable Scope scopeOrNull(String name) {
        if (!node.has(name)) {
            return null;
        }
        try {
            return Scope.parse(text(name), words);
        } catch (ScimError.Refused e) {
            problem(name, "is not a filter over users: " + e.getMessage());
            return null;
        }
    }

    void problem(String name, String message) {
        problems.add(document.problem(pointer + "/" + name, message));
    }

    void problem(String name, String message, List<String> allowed) {
        problems.add(document.problem(pointer + "/" + name, message, allowed));
    }
}
