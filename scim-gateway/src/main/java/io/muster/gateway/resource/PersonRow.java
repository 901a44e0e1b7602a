package io.muster.gateway.resource;

import io.muster.gateway.membership.GroupOf;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.sql.Sql;
import java.util.List;

/**
 * A resource that has no members, with its groups beside it: all that an answer shows of it, from one statement.
 *
 * @param groups empty also where nobody asked for them
 */
public record PersonRow(StoredResource resource, List<GroupOf> groups) {
    public PersonRow {
        groups = List.copyOf(groups);
    }

    /** What {@link #read} needs, from a table {@code resource r}. */
    public static String columns(boolean withGroups) {
        return ResourceStore.COLUMNS + ", " + (withGroups ? Memberships.GROUPS_COLUMN : "cast(null as text)");
    }

    /** From the {@link #columns} of a row. */
    public static PersonRow read(Sql.Row row) {
        return new PersonRow(ResourceStore.read(row), Memberships.groups(row, ResourceStore.COLUMN_COUNT));
    }
}
