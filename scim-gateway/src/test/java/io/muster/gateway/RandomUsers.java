package io.muster.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.ValueRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Users and resources of added types with values of few kinds everywhere, and filters that ask for them, from the schemas alone. */
final class RandomUsers {
    /** Texts that differ in what comparisons may overlook: case, letters that fold, wildcards, blanks, quotes. */
    private static final List<String> TEXTS = List.of(
            "Straße",
            "STRASSE",
            "strasse",
            "İzmir",
            "izmir",
            "a",
            "A",
            "ä",
            "Ä",
            "e\u0301",
            "é",
            "100%",
            "1_0",
            "\\",
            "it's",
            "\"quoted\"",
            "a b",
            " a",
            "ﬁn",
            "\uD83D\uDE00",
            "work",
            "Work",
            "true",
            "10",
            "9",
            "$.x",
            "?");

    private static final List<String> TIMES = List.of(
            "2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", "2026-01-02T03:04:05.500Z", "2025-12-31T23:59:59Z");
    private static final List<String> PARTS_OF_TIMES = List.of(
            "2026",
            "2026-01-02T03",
            "2026-01-02t",
            "T03:04",
            "t04:04",
            ":05Z",
            "z",
            "Z",
            "+01:00",
            ".500Z",
            "00Z",
            "-",
            "59:59Z");

    private static final List<String> DATES = List.of("2026-01-02", "2025-12-31", "2026-11-01");
    private static final List<String> OPERATORS =
            List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "eq", "pr", "pr");
    /** Checked against lists of their own, or once in a store. */
    private static final Set<String> LEFT_OUT =
            Set.of("password", "userName", "employeeNumber", "timezone", "locale", "preferredLanguage", "country");

    private final Random random;
    private final ResourceType type;

    RandomUsers(Random random, ResourceType type) {
        this.random = random;
        this.type = type;
    }

    ObjectNode user(String userName) {
        return resource().put("userName", userName);
    }

    /** One of the type, without what tells it from others. */
    ObjectNode resource() {
        var resource = object(type.attributes());
        var schemas = resource.putArray("schemas").add(type.schema().id());
        type.extensions().stream()
                .map(extension -> extension.schema().id())
                .filter(resource::has)
                .forEach(schemas::add);
        return resource;
    }

    private ObjectNode object(List<Attribute> attributes) {
        var object = JsonNodeFactory.instance.objectNode();
        for (var attribute : attributes) {
            if (attribute.mutability() != Mutability.READ_ONLY
                    && !LEFT_OUT.contains(attribute.name())
                    && (attribute.required() || random.nextInt(5) < 2)) {
                object.set(attribute.name(), attribute.multiValued() ? values(attribute) : value(attribute));
            }
        }
        return object;
    }

    private JsonNode values(Attribute attribute) {
        var values = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(3); i >= 0; i--) {
            var value = value(attribute);
            if (value instanceof ObjectNode object && !values.isEmpty()) {
                object.remove("primary"); // true once at most
            }
            values.add(value);
        }
        return values;
    }

    private JsonNode value(Attribute attribute) {
        return switch (attribute.type()) {
            case COMPLEX -> object(attribute.subAttributes());
            case BOOLEAN -> BooleanNode.valueOf(random.nextBoolean());
            case DATE_TIME -> TextNode.valueOf(one(TIMES));
            case BINARY -> TextNode.valueOf(one(List.of("QUJD", "YWJj")));
            case REFERENCE -> TextNode.valueOf("https://example.com/" + one(List.of("a", "A")));
            case INTEGER, DECIMAL -> JsonNodeFactory.instance.numberNode(random.nextInt(3));
            case STRING ->
                TextNode.valueOf(one(
                        attribute.values() == ValueRule.DATE
                                ? DATES
                                : attribute.values() == ValueRule.CANONICAL ? attribute.canonicalValues() : TEXTS));
        };
    }

    /** A PATCH of one to three operations; about as many are refused as are not. */
    ObjectNode patch() {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:PatchOp");
        var operations = patch.putArray("Operations");
        for (int i = random.nextInt(3); i >= 0; i--) {
            operations.add(operation());
        }
        return patch;
    }

    private ObjectNode operation() {
        var path = one(paths().stream()
                .filter(each -> !LEFT_OUT.contains(each.leaf().name()))
                .toList());
        var leaf = path.leaf();
        var op = one(List.of("add", "replace", "replace", "remove"));
        var operation = JsonNodeFactory.instance.objectNode().put("op", op);
        boolean whole = !op.equals("remove") && random.nextInt(4) == 0;
        if (whole) {
            return operation.set("value", object(type.attributes()));
        }
        var first = path.text();
        boolean each = leaf.multiValued() && leaf.complex() && random.nextInt(2) == 0;
        operation.put("path", each ? first + "[type " + one(List.of("pr", "eq \"work\"")) + "]" : first);
        if (!op.equals("remove")) {
            operation.set("value", leaf.multiValued() && !each ? values(leaf) : value(leaf));
        }
        return operation;
    }

    String filter(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(5)) {
            case 1 -> "(" + filter(depth - 1) + " and " + filter(depth - 1) + ")";
            case 2 -> "(" + filter(depth - 1) + " or " + filter(depth - 1) + ")";
            case 3 -> "not (" + filter(depth - 1) + ")";
            default -> random.nextInt(4) == 0 ? anyValue(depth) : comparison(one(paths()));
        };
    }

    private String anyValue(int depth) {
        var attribute = one(type.root().subAttributes().stream()
                .filter(each -> each.multiValued() || (each.complex() && !each.extension()))
                .toList());
        var parts = attribute.complex() ? attribute.subAttributes() : List.of(attribute);
        var inside = Stream.generate(() -> one(parts))
                .limit(1L + random.nextInt(2))
                .map(sub -> comparison(new Path(attribute.complex() ? sub.name() : "value", sub)))
                .map(term -> depth > 1 && random.nextInt(4) == 0 ? "not (" + term + ")" : term)
                .reduce((a, b) -> a + (random.nextBoolean() ? " and " : " or ") + b)
                .orElseThrow();
        return attribute.name() + "[" + inside + "]";
    }

    private record Path(String text, Attribute leaf) {}

    /** Everything that can be named. */
    private List<Path> paths() {
        var paths = new ArrayList<Path>();
        for (var attribute : type.attributes()) {
            if (attribute.extension()) {
                attribute.subAttributes().forEach(each -> add(attribute.name() + ":" + each.name(), each, paths));
            } else {
                add(attribute.name(), attribute, paths);
            }
        }
        return paths;
    }

    private static void add(String name, Attribute attribute, List<Path> paths) {
        paths.add(new Path(name, attribute));
        attribute.subAttributes().forEach(sub -> paths.add(new Path(name + "." + sub.name(), sub)));
    }

    private String comparison(Path path) {
        var operator = one(OPERATORS);
        var name = random.nextInt(4) == 0 ? path.text().toUpperCase(Locale.ROOT) : path.text();
        boolean partial = Set.of("co", "sw", "ew").contains(operator);
        return operator.equals("pr") ? name + " pr" : name + " " + operator + " " + literal(path.leaf(), partial);
    }

    /** Of texts every third is a part, and of times where only parts are asked for: another time is no part of one. */
    private String literal(Attribute attribute, boolean partial) {
        var value = attribute.complex()
                ? value(attribute.sub("value").orElse(attribute.subAttributes().getFirst()))
                : value(attribute);
        var text = value.asText();
        if (!value.isTextual()) {
            return value.toString();
        }
        if (attribute.type() == AttributeType.DATE_TIME) {
            return TextNode.valueOf(partial ? one(PARTS_OF_TIMES) : text).toString();
        }
        return TextNode.valueOf(random.nextInt(3) == 0 ? text.substring(0, text.offsetByCodePoints(0, 1)) : text)
                .toString();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
