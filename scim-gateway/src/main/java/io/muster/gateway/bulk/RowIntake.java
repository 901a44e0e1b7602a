package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.TextOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a file on their way into the database. Blocks. */
final class RowIntake {
    private static final int CHUNK = 1_000;

    private final ImportMapping mapping;
    private final FeedRows feed;
    private final int mostRows;
    private int count;

    RowIntake(Path file, ImportMapping mapping, int mostRows) throws IOException {
        this.mapping = mapping;
        this.feed = FeedRows.open(file, mapping);
        this.mostRows = mostRows;
    }

    /**
     * The next rows as {@link RowStore#insert} takes them; empty at the end.
     *
     * @throws ProblemException 413 where they are more than allowed
     */
    ArrayNode next() throws IOException {
        var chunk = JsonNodeFactory.instance.arrayNode();
        for (FeedRow row : feed.next(CHUNK)) {
            chunk.add(json(row));
        }
        if (count > mostRows) {
            throw new ProblemException(
                    Problem.of(413, "too-large", "The file has more rows than the limit of " + mostRows + "."));
        }
        return chunk;
    }

    private ObjectNode json(FeedRow row) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("n", ++count)
                .put("line", row.line())
                .put("newId", Uuid7.next());
        json.set("cells", row.cells());
        var key = key(mapping.key(), row);
        var managerKey = mapping.manager().flatMap(manager -> key(manager, row));
        key.filter(RowStore::findable).ifPresent(text -> json.put("key", text));
        managerKey.filter(RowStore::findable).ifPresent(text -> json.put("managerKey", text));
        var problem = problem(row, key, managerKey);
        if (problem != null) {
            json.put("reason", "The row " + problem + ".");
        }
        return json;
    }

    private Optional<String> key(Assignment column, FeedRow row) {
        return PersonPatch.text(column, row.cells())
                .map(text -> TextOrder.key(mapping.key().attribute(), text));
    }

    private @Nullable String problem(FeedRow row, Optional<String> key, Optional<String> managerKey) {
        var tooLong = "has more than " + RowStore.MOST_KEY + " characters as ";
        if (row.problem() != null) {
            return row.problem();
        }
        if (key.isEmpty()) {
            return "has no " + mapping.key().column() + ", which is its key";
        }
        if (!RowStore.findable(key.get())) {
            return tooLong + mapping.key().column() + ", which is its key";
        }
        return managerKey.filter(text -> !RowStore.findable(text)).isPresent()
                ? tooLong + mapping.manager().map(Assignment::column).orElseThrow() + ", the key of its manager"
                : null;
    }

    boolean close() throws IOException {
        feed.close();
        return true;
    }
}
