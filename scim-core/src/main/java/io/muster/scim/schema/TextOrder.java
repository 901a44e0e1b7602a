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
     * What two texts have in common that differ only in case or in how their characters are composed: lower case, NFC.
     * Fit for a unique index. Idempotent.
     */
    public static String fold(String text) {
        if (lowerAscii(text)) {
            return text;
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        // Lowering can take composed characters apart (İ), and Kelvin or Ångström signs become letters.
        return Normalizer.normalize(composed.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** The text as this attribute compares it. */
    public static String key(Attribute attribute, String text) {
        return attribute.caseExact() ? text : fold(text);
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
