package io.muster.dispatcher.mapping;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The text functions of mappings. They clamp: a length beyond the end gives what there is. */
final class Text {
    /** Letters that do not fall apart into a base letter and marks under NFD. */
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('ß', "ss"),
            Map.entry('ẞ', "SS"),
            Map.entry('æ', "ae"),
            Map.entry('Æ', "AE"),
            Map.entry('œ', "oe"),
            Map.entry('Œ', "OE"),
            Map.entry('ø', "oe"),
            Map.entry('Ø', "OE"),
            Map.entry('ł', "l"),
            Map.entry('Ł', "L"),
            Map.entry('đ', "d"),
            Map.entry('Đ', "D"),
            Map.entry('ð', "d"),
            Map.entry('Ð', "D"),
            Map.entry('þ', "th"),
            Map.entry('Þ', "Th"),
            Map.entry('ı', "i"),
            Map.entry('’', "'"));

    private static final int LONGEST_PADDING = 1024;

    private Text() {}

    static String left(String text, int length) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(length, text.codePointCount(0, text.length()))));
    }

    static String right(String text, int length) {
        int all = text.codePointCount(0, text.length());
        return text.substring(text.offsetByCodePoints(0, Math.max(0, all - length)));
    }

    /** {@code length} characters from the one with number {@code start}, counted from 1. */
    static String mid(String text, int start, int length) {
        int all = text.codePointCount(0, text.length());
        int skipped = Math.min(Math.max(0, start - 1), all);
        return left(text.substring(text.offsetByCodePoints(0, skipped)), length);
    }

    /** The word with this number, counted from 1, between any of the delimiting characters; empty if there is none. */
    static String word(String text, int number, String delimiters) {
        List<String> words = List.of(text.split("[" + quoted(delimiters) + "]+"));
        List<String> filled = words.stream().filter(word -> !word.isEmpty()).toList();
        return number < 1 || number > filled.size() ? "" : filled.get(number - 1);
    }

    private static String quoted(String delimiters) {
        StringBuilder quoted = new StringBuilder();
        delimiters.codePoints().forEach(c -> quoted.append('\\').appendCodePoint(c));
        return quoted.toString().replaceAll("\\\\([A-Za-z0-9])", "$1");
    }

    static String before(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    static String after(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    static String padLeft(String text, int length, String filling) {
        return padding(text, length, filling) + text;
    }

    static String padRight(String text, int length, String filling) {
        return text + padding(text, length, filling);
    }

    private static String padding(String text, int length, String filling) {
        if (filling.isEmpty() || length > LONGEST_PADDING) {
            throw new IllegalArgumentException("padding needs a filling and a length of at most " + LONGEST_PADDING);
        }
        int missing = Math.max(0, length - text.codePointCount(0, text.length()));
        return left(filling.repeat(missing), missing);
    }

    static String properCase(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean start = true;
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            result.append(start ? Character.toTitleCase(c) : c);
            start = !Character.isLetterOrDigit(c);
        }
        return result.toString();
    }

    /** Base letters only: {@code "Müller-Strauß"} gives {@code "Muller-Strauss"}. */
    static String normalizeDiacritics(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (char c : Normalizer.normalize(text, Normalizer.Form.NFD).toCharArray()) {
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                result.append(LETTERS.getOrDefault(c, String.valueOf(c)));
            }
        }
        return result.toString();
    }

    /** Like {@link #normalizeDiacritics}, without what still is not ASCII. */
    static String ascii(String text) {
        return normalizeDiacritics(text).replaceAll("[^\\x20-\\x7e]", "");
    }
}
