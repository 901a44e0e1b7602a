package io.muster.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.Attribute;
import java.util.List;
import java.util.stream.Collectors;

/** Names of attributes inside SQL. They come from schemas, never from a request, and are quoted all the same. */
final class JsonSql {
    /** What counts as a value (RFC 7643 §2.5): anything but null, an empty text and what holds only such. */
    private static final String SOMETHING =
            " ? ((@.type() == \"string\" && @ <> \"\") || @.type() == \"number\" || @.type() == \"boolean\")";

    private JsonSql() {}

    /** The text at the end of a path of single values: {@code r.folded #>> '{"name","familyName"}'}. */
    static String text(String base, List<String> keys) {
        return "(" + base + " #>> "
                + Sql.literal(keys.stream()
                        .map(key -> "\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining(",", "{", "}")))
                + ")";
    }

    /** The values of a multi-valued attribute as rows: {@code jsonb_path_query(r.folded, '$."emails"[*]')}. */
    static String values(String base, List<String> keys) {
        return "jsonb_path_query(" + base + ", " + Sql.literal("$" + steps(keys) + "[*]") + ")";
    }

    /** The value of a multi-valued attribute that stands for all in a sort: the primary one, else the first. */
    static String leading(String base, List<String> keys) {
        var all = "$" + steps(keys);
        return "coalesce(jsonb_path_query_first(" + base + ", " + Sql.literal(all + "[*] ? (@.primary == true)")
                + "), jsonb_path_query_first(" + base + ", " + Sql.literal(all + "[0]") + "))";
    }

    /** Whether there is a value at the end of the path, arrays on the way opened. */
    static String present(String base, List<String> keys) {
        return "jsonb_path_exists(" + base + ", " + Sql.literal("$" + steps(keys) + ".**" + SOMETHING) + ")";
    }

    /** A document that holds the value at the end of the path, {@code {"emails":[{"value":"a"}]}}: what contains it has that value. */
    static JsonNode nested(List<Attribute> path, JsonNode value) {
        JsonNode inner = value;
        for (int i = path.size() - 1; i >= 0; i--) {
            var step = path.get(i);
            var held = step.multiValued() ? JsonNodeFactory.instance.arrayNode().add(inner) : inner;
            inner = JsonNodeFactory.instance.objectNode().set(step.name(), held);
        }
        return inner;
    }

    private static String steps(List<String> keys) {
        return keys.stream().map(key -> "." + TextNode.valueOf(key)).collect(Collectors.joining());
    }
}
