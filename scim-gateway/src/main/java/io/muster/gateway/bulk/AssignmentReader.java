package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.path.PatchPath;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Understands one entry of {@code spec.attributes}. */
final class AssignmentReader {
    private static final Set<String> NOT_OURS = Set.of("schemas", "id", "meta", "groups", "members");
    private static final List<String> MANAGER = List.of(SchemaRegistry.ENTERPRISE_USER, "manager");

    private AssignmentReader() {}

    /** What is wrong with an entry, and with which field of it. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String where;

        Wrong(String where, String what) {
            super(what, null, false, false);
            this.where = where;
        }

        /** The field, with a slash before it. */
        String where() {
            return where;
        }
    }

    /**
     * Reads an entry that the schema lets pass.
     *
     * @throws Wrong where it cannot be
     * @throws io.muster.scim.error.ScimError.Refused where its path cannot be read
     */
    static Assignment read(ResourceType type, JsonNode entry) {
        var target = Target.of(type, entry.path("to").asText());
        var column = entry.has("column") ? entry.path("column").asText().strip() : null;
        if ((column == null) == !entry.has("value")) {
            throw new Wrong("", "has either a column or a value");
        }
        if (column == null && (entry.has("values") || entry.has("date") || entry.has("empty"))) {
            throw new Wrong("", "values, date and empty are for columns");
        }
        if (target.manager() && (column == null || entry.has("values") || entry.has("date"))) {
            throw new Wrong("", "the manager comes from a column with the manager's key, as it stands there");
        }
        return new Assignment(
                target.path(),
                target.attribute(),
                target.selector(),
                column,
                entry.get("value"),
                values(entry.path("values")),
                date(entry),
                entry.path("empty").asText().equals("keep"),
                target.manager());
    }

    /** The path of a single value in its one form. */
    static String canonical(ResourceType type, String path) {
        return Target.of(type, path).path();
    }

    private static Map<String, JsonNode> values(JsonNode values) {
        var meant = new HashMap<String, JsonNode>();
        values.properties().forEach(value -> meant.put(value.getKey().strip(), value.getValue()));
        return meant;
    }

    /** Strict: 30.02.2026 is no date. {@code yyyy} is meant as {@code uuuu}, which needs no era. */
    private static @Nullable DateTimeFormatter date(JsonNode entry) {
        if (!entry.has("date")) {
            return null;
        }
        try {
            return DateTimeFormatter.ofPattern(entry.path("date").asText().replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new Wrong("/date", "is not a date format such as dd.MM.yyyy: " + e.getMessage());
        }
    }

    /** Where a value goes. */
    private record Target(
            String path, Attribute attribute, @Nullable String selector, boolean manager) {
        static Target of(ResourceType type, String text) {
            var path = PatchPath.parse(text);
            var way = type.resolve(path.attribute())
                    .orElseThrow(() ->
                            new Wrong("/to", "'" + path.attribute() + "' is not an attribute of a " + type.name()));
            writable(way);
            var filter = path.filter();
            return filter == null ? single(way) : selected(way, filter, path.sub());
        }

        private static Target single(ResolvedPath way) {
            var keys = way.keys();
            var isManager = keys.subList(0, Math.min(2, keys.size())).equals(MANAGER)
                    && (keys.size() == 2 || keys.getLast().equals("value"));
            if (isManager) {
                return new Target(String.join(":", MANAGER), way.leaf(), null, true);
            }
            way.multiValuedStep().ifPresent(many -> {
                throw new Wrong("/to", "says which of the values: " + many.name() + "[type eq \"work\"].value");
            });
            if (way.leaf().complex()) {
                throw new Wrong("/to", "is an object: name one of its parts " + parts(way.leaf()));
            }
            return new Target(way.toString(), way.leaf(), null, false);
        }

        private static Target selected(ResolvedPath way, Filter filter, @Nullable String subName) {
            var many = way.leaf();
            if (!many.multiValued() || !many.complex()) {
                throw new Wrong("/to", "'" + many.name() + "' has no values to choose from");
            }
            if (!(filter instanceof Filter.Comparison comparison)
                    || comparison.operator() != Operator.EQ
                    || !(comparison.value() instanceof Literal.Text)
                    || many.sub(comparison.attribute().attribute()).isEmpty()) {
                throw new Wrong("/to", "chooses by one equality of a text, such as [type eq \"work\"]");
            }
            var sub = subName == null ? null : many.sub(subName).orElse(null);
            if (sub == null || sub.complex()) {
                throw new Wrong("/to", "names a part of the value behind the bracket " + parts(many));
            }
            if (sub.mutability() == Mutability.READ_ONLY) {
                throw new Wrong("/to", "is readOnly");
            }
            var selector = way + "[" + filter + "]";
            return new Target(selector + "." + sub.name(), sub, selector, false);
        }

        private static void writable(ResolvedPath way) {
            if (way.steps().stream().anyMatch(step -> step.mutability() == Mutability.WRITE_ONLY)) {
                throw new Wrong("/to", "cannot come from a file: passwords are not imported");
            }
            if (NOT_OURS.contains(way.keys().getFirst())
                    || way.steps().stream().anyMatch(step -> step.mutability() == Mutability.READ_ONLY)) {
                throw new Wrong("/to", "is readOnly");
            }
        }

        private static List<String> parts(Attribute attribute) {
            return attribute.subAttributes().stream().map(Attribute::name).toList();
        }
    }
}
