package io.muster.scim.path;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterParser;
import io.muster.scim.schema.AttributePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target of a PATCH operation: {@code PATH = attrPath / valuePath [subAttr]}: {@code name.familyName},
 * {@code members[value eq "2819"]}, {@code addresses[type eq "work"].streetAddress}.
 *
 * @param attribute the attribute, with its sub-attribute where no filter stands between
 * @param filter which of its values; null = not said
 * @param sub the sub-attribute behind the filter; null = the whole value
 */
public record PatchPath(
        AttributePath attribute,
        @Nullable Filter filter,
        @Nullable String sub) {

    /** Checks that a sub-attribute of its own stands only behind a filter. */
    public PatchPath {
        if (sub != null && filter == null) {
            throw new IllegalArgumentException("Without a filter the sub-attribute is the attribute path's.");
        }
    }

    /**
     * Reads a path.
     *
     * @throws ScimError.Refused with InvalidPath, or InvalidFilter for what stands between the brackets
     */
    public static PatchPath parse(String text) {
        if (text.length() > FilterParser.MAX_BYTES) {
            throw new ScimError.InvalidPath("The path is longer than " + FilterParser.MAX_BYTES + " characters.")
                    .refused();
        }
        String path = text.strip();
        int open = path.indexOf('[');
        if (open < 0) {
            return new PatchPath(AttributePath.parse(path), null, null);
        }
        int close = closing(path, open);
        if (close < 0) {
            throw refuse(text, "its bracket is not closed");
        }
        Filter filter = FilterParser.STANDARD.parse(path.substring(open + 1, close));
        if (hasValuePath(filter)) {
            throw new ScimError.InvalidFilter("A value filter holds no value filter.").refused();
        }
        return new PatchPath(
                AttributePath.parse(path.substring(0, open).strip()), filter, sub(text, path.substring(close + 1)));
    }

    /** The filter, where there is one. */
    public Optional<Filter> valueFilter() {
        return Optional.ofNullable(filter);
    }

    /** The sub-attribute behind the filter, where there is one. */
    public Optional<String> subAttribute() {
        return Optional.ofNullable(sub);
    }

    /** The bracket that closes; brackets inside quoted texts do not count. */
    private static int closing(String path, int open) {
        boolean quoted = false;
        for (int i = open + 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ']' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String sub(String text, String rest) {
        if (rest.isEmpty()) {
            return null;
        }
        if (!rest.startsWith(".")) {
            throw refuse(text, "a sub-attribute begins with a dot");
        }
        AttributePath sub = AttributePath.parse(rest.substring(1));
        if (sub.urn() != null || sub.sub() != null) {
            throw refuse(text, "a sub-attribute is one name");
        }
        return sub.attribute();
    }

    private static boolean hasValuePath(Filter filter) {
        return switch (filter) {
            case Filter.ValuePath nested -> true;
            case Filter.And and -> and.terms().stream().anyMatch(PatchPath::hasValuePath);
            case Filter.Or or -> or.terms().stream().anyMatch(PatchPath::hasValuePath);
            case Filter.Not not -> hasValuePath(not.filter());
            case Filter.Comparison comparison -> false;
            case Filter.Present present -> false;
        };
    }

    private static ScimError.Refused refuse(String text, String why) {
        return new ScimError.InvalidPath("'" + text + "' is not a path: " + why + ".").refused();
    }

    @Override
    public String toString() {
        return attribute + (filter == null ? "" : "[" + filter + "]") + (sub == null ? "" : "." + sub);
    }
}
