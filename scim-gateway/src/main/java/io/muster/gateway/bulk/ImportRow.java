package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.resource.AttributeChange;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file, or a person who is missing in it, as it is worked on.
 *
 * @param line null for a person who is missing
 * @param cells empty for a person who is missing
 * @param wave rows of one wave need nothing of each other; a later wave comes later
 * @param newId the id of the person, if he is created
 */
record ImportRow(
        int n,
        int wave,
        @Nullable Integer line,
        ObjectNode cells,
        @Nullable String key,
        @Nullable String managerKey,
        @Nullable Action action,
        @Nullable String newId,
        @Nullable String userId,
        @Nullable String managerId) {

    /** What a row does to its person. */
    enum Action {
        CREATE,
        UPDATE,
        /** Takes work or access away: set inactive, or terminated. */
        DISABLE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a row has come to. */
    enum Status {
        PENDING,
        PLANNED,
        WRITTEN,
        UNCHANGED,
        REJECTED;

        /** As answers write it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A row after it was held against what is there.
     *
     * @param names the unique names that the person has afterwards
     * @param changes {@code [{"path","before"?,"after"?}]}
     */
    record Planned(
            ImportRow row,
            Status status,
            @Nullable Action action,
            @Nullable String userId,
            @Nullable String managerId,
            List<NameBook.Name> names,
            @Nullable JsonNode changes,
            @Nullable String reason,
            List<String> warnings) {
        Planned {
            names = List.copyOf(names);
            warnings = List.copyOf(warnings);
        }

        /** A row that is not taken. */
        static Planned rejected(ImportRow row, @Nullable String userId, String reason) {
            return new Planned(row, Status.REJECTED, null, userId, null, List.of(), null, reason, List.of());
        }
    }

    /** Changes as they are kept and shown; what has no value has no member. */
    static JsonNode json(List<AttributeChange> changes) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var change : changes) {
            var entry = array.addObject().put("path", change.path());
            if (change.before() != null) {
                entry.set("before", change.before());
            }
            if (change.after() != null) {
                entry.set("after", change.after());
            }
        }
        return array;
    }
}
