package io.muster.gateway.resource;

import io.muster.gateway.membership.GroupOf;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A resource that has no members, with its groups beside it: all that an answer shows of it, from one statement.
 *
 * @param document as it is stored ({@link StoredResource}), not opened: most answers hand it out as it is
 * @param etag see {@link StoredResource}
 * @param groups empty also where nobody asked for them
 */
public record PersonRow(
        String id, String document, long etag, Instant created, Instant lastModified, List<GroupOf> groups) {
    private static final int COLUMN_COUNT = 5;

    public PersonRow {
        Objects.requireNonNull(id);
        Objects.requireNonNull(document);
        groups = List.copyOf(groups);
    }

    /** What {@link #read} needs, from a table {@code resource r}. */
    public static String columns(boolean withGroups) {
        return "r.id, cast(r.document as text), r.etag, r.created, r.last_modified, "
                + (withGroups ? Memberships.GROUPS_COLUMN : "cast(null as text)");
    }

    /** The statement that finds one by its id, in the {@link #columns}. */
    public static Sql byId(ResourceType type, String id, boolean withGroups) {
        return Sql.of(
                "select " + columns(withGroups) + " from resource r where r.id = $1 and r.type = "
                        + Sql.literal(type.name()),
                id);
    }

    /** From the {@link #columns} of a row. */
    public static PersonRow read(Sql.Row row) {
        return new PersonRow(
                row.text(0),
                row.text(1),
                row.number(2),
                row.instant(3),
                row.instant(4),
                Memberships.groups(row, COLUMN_COUNT));
    }
}
