package io.muster.gateway.search;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Collectors;

/** Names of attributes inside SQL. They come from schemas, never from a request, and are quoted all the same. */
final class JsonSql {
    /** What counts as a value (RFC 7643 §2.5): anything but null, an empty text and what holds only such. */
    private static final String SOMETHING =
            " ? ((@.type() == \"string\" && @ <> \"\") || @.type() == \"number\" || @.type() == \"boolean\")";

    private JsonSql() {}

    /** {@code 'User'}. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The text at the end of a path of single values: {@code r.folded #>> '{"name","familyName"}'}. */
    static String text(String base, List<String> keys) {
        return "(" + base + " #>> "
                + literal(keys.stream()
                        .map(key -> "\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining(",", "{", "}")))
                + ")";
    }

    /** The values of a multi-valued attribute as rows: {@code jsonb_path_query(r.folded, '$."emails"[*]')}. */
    static String values(String base, List<String> keys) {
        return "jsonb_path_query(" + base + ", " + literal("$" + steps(keys) + "[*]") + ")";
    }

    /** The value of a multi-valued attribute that stands for all in a sort: the primary one, else the first. */
    static String leading(String base, List<String> keys) {
        var all = "$" + steps(keys);
        return "coalesce(jsonb_path_query_first(" + base + ", " + literal(all + "[*] ? (@.primary == true)")
                + "), jsonb_path_query_first(" + base + ", " + literal(all + "[0]") + "))";
    }

    /** Whether there is a value at the end of the path, arrays on the way opened. */
    static String present(String base, List<String> keys) {
        return "jsonb_path_exists(" + base + ", " + literal("$" + steps(keys) + ".**" + SOMETHING) + ")";
    }

    private static String steps(List<String> keys) {
        return keys.stream().map(key -> "." + TextNode.valueOf(key)).collect(Collectors.joining());
    }
}
