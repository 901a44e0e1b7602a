package io.muster.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Just enough JSON (RFC 8259) to read an entry's header without a library: objects become Map, arrays List, strings String,
 * numbers their text as {@link Numeral}, true and false Boolean, null {@link Null}. At most 32 levels deep.
 */
final class Json {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** A number as it is written. */
    record Numeral(String text) {}

    /** The value null. */
    record Null() {}

    /** Parses an object. Throws IllegalArgumentException with the place. */
    static Map<String, Object> object(byte[] utf8) {
        var json = new Json(new String(utf8, StandardCharsets.UTF_8));
        var value = json.readObject(0);
        if (json.at != json.text.length()) {
            throw json.broken("text after the object");
        }
        return value;
    }

    /** The string member of this name, if there is one. */
    static Optional<String> string(Map<String, Object> object, String name) {
        return object.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw broken("too deep");
        }
        return switch (peek()) {
            case '{' -> readObject(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", new Null());
            default -> number();
        };
    }

    private Map<String, Object> readObject(int depth) {
        var members = new LinkedHashMap<String, Object>();
        expect('{');
        if (peek() == '}') {
            at++;
            return members;
        }
        do {
            peek();
            var name = string();
            expect(':');
            if (members.put(name, value(depth + 1)) != null) {
                throw broken("the name " + name + " twice");
            }
        } while (more('}'));
        return members;
    }

    private List<Object> array(int depth) {
        var items = new ArrayList<Object>();
        expect('[');
        if (peek() == ']') {
            at++;
            return items;
        }
        do {
            items.add(value(depth + 1));
        } while (more(']'));
        return items;
    }

    private boolean more(char end) {
        char c = peek();
        at++;
        if (c != ',' && c != end) {
            throw broken("expected , or " + end);
        }
        return c == ',';
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw broken("control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return out.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw broken("unknown escape");
        };
    }

    private char unicode() {
        if (text.length() - at < 4) {
            throw broken("cut escape");
        }
        var digits = text.substring(at, at + 4);
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw broken("escape is not hexadecimal");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw broken("unknown word");
        }
        at += word.length();
        return value;
    }

    private Numeral number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        var number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw broken("not a value");
        }
        return new Numeral(number);
    }

    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw broken("expected " + c);
        }
        at++;
    }

    private IllegalArgumentException broken(String why) {
        return new IllegalArgumentException("not JSON at character " + at + ": " + why);
    }
}
