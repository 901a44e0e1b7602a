package io.muster.gateway.search;

import io.muster.scim.schema.Attribute;
import java.util.List;

/** Where the paths of a filter start: at the resource, at one value between brackets, at a membership. */
sealed interface Scope {
    /** A row of {@code resource r}. */
    record Resource() implements Scope {}

    /**
     * One value of an attribute.
     *
     * @param json a jsonb in its folded form
     * @param written a jsonb as the client wrote it; only where there is a time in it
     * @param simple whether it has no parts: then a path inside it, which names the attribute once more, means the value itself
     */
    record Value(String json, String written, boolean simple) implements Scope {
        List<String> keys(List<String> path) {
            return simple ? List.of() : path;
        }
    }

    /** A membership row {@code m} joined with its member {@code x}: one of a group's {@code members}. */
    record MemberRow(String m, String x, References references) implements Scope {}

    /** A row of {@code groups_of}: one of a user's {@code groups}. */
    record GroupRow(String g, References references) implements Scope {}

    /** The SQL of a {@code $ref}. */
    interface References {
        /**
         * The address of a User or a Group.
         *
         * @param type expression of {@code User} or {@code Group}
         * @param id expression of its id
         */
        String of(String type, String id);
    }

    /** The single value at the end of a path inside this scope, which leads through no multi-valued attribute. */
    default Expression at(List<Attribute> path) {
        var keys = path.stream().map(Attribute::name).toList();
        return switch (this) {
            case Resource r -> Expression.text(JsonSql.text("r.folded", keys));
            case Value v -> Expression.text(JsonSql.text(v.json, v.keys(keys)));
            case MemberRow row ->
                switch (keys.getLast()) {
                    case "value" -> Expression.text(row.m + ".member_id");
                    case "type" -> Expression.text("lower(" + row.m + ".member_type)");
                    case "display" ->
                        Expression.text("coalesce(" + row.x + ".folded ->> 'displayName', " + row.x
                                + ".folded ->> 'userName')");
                    case "$ref" -> Expression.text(row.references.of(row.m + ".member_type", row.m + ".member_id"));
                    default -> Expression.text("cast(null as text)");
                };
            case GroupRow row ->
                switch (keys.getLast()) {
                    case "value" -> Expression.text(row.g + ".group_id");
                    case "type" -> Expression.text(row.g + ".type");
                    case "display" -> Expression.text("lower(" + row.g + ".display)");
                    case "$ref" -> Expression.text(row.references.of("'Group'", row.g + ".group_id"));
                    default -> Expression.text("cast(null as text)");
                };
        };
    }
}
