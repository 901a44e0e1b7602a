package io.muster.scim.schema;

import java.text.Normalizer;
import java.util.Locale;

/**
 * How texts are compared, so that a filter, a unique index and a sort mean the same in every service: attributes that
 * are not caseExact by their {@link #fold folded} form, and all of them by code point.
 */
public final class TextOrder {
    private TextOrder() {}

    /**
     * What two texts have in common that differ only in case, in the width of their characters or in how these are
     * composed: the UsernameCaseMapped profile's mappings (RFC 8265 §3.3). Fit for a unique index. Idempotent.
     */
    public static String fold(String text) {
        if (lowerAscii(text)) {
            return text;
        }
        String composed = Normalizer.normalize(usualWidth(text), Normalizer.Form.NFC);
        // Lowering can take composed characters apart (İ), and Kelvin or Ångström signs become letters.
        return Normalizer.normalize(composed.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** The text as this attribute compares it. */
    public static String key(Attribute attribute, String text) {
        return attribute.caseExact() ? text : fold(text);
    }

    /**
     * Whether a text can be kept as it is: U+0000 has no place in PostgreSQL, half of a character none in UTF-8, where it would silently
     * become a question mark.
     */
    public static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }

    /** Order by code point, which is also the order of UTF-8 bytes and of PostgreSQL's collation "C". */
    public static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above all other chars.
                boolean sameKind = Character.isSurrogate(x) == Character.isSurrogate(y);
                return sameKind ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Fullwidth and halfwidth forms, and the ideographic space, as the characters of usual width. */
    private static String usualWidth(String text) {
        var mapped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean otherWidth = (c >= 0xFF01 && c <= 0xFFEE) || c == 0x3000;
            if (otherWidth) {
                mapped.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
            } else {
                mapped.append(c);
            }
        }
        return mapped.toString();
    }

    private static boolean lowerAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}
