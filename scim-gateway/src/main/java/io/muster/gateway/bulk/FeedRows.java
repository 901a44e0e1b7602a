package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.TextOrder;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. Blocks; closed when no more are wanted. */
abstract class FeedRows implements Closeable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Characters that are read at once: many short rows, or few long ones. */
    private static final int MOST_TEXT = 1 << 20;

    /**
     * Opens a file whose charset is checked already.
     *
     * @throws FeedProblem where its header is not what the mapping says
     */
    static FeedRows open(Path file, ImportMapping mapping) throws IOException {
        var decoder = mapping.format()
                .charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var text = new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder));
        try {
            return open(text, mapping);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    private static FeedRows open(BufferedReader text, ImportMapping mapping) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        var bounded = new RowBounds(text);
        return switch (mapping.format().type()) {
            case CSV -> CsvRows.open(bounded, mapping);
            case JSONL -> new JsonRows(bounded, mapping.columns());
        };
    }

    /** The next row; null at the end. */
    abstract @Nullable FeedRow next() throws IOException;

    /** The next rows, so many at most, and fewer where they are long; empty at the end. */
    List<FeedRow> next(int most) throws IOException {
        var rows = new ArrayList<FeedRow>();
        int text = 0;
        while (rows.size() < most && text < MOST_TEXT) {
            var row = next();
            if (row == null) {
                break;
            }
            rows.add(row);
            text += length(row.cells());
        }
        return rows;
    }

    /** A row that is not taken. */
    static FeedRow broken(int line, String problem) {
        return new FeedRow(line, JsonNodeFactory.instance.objectNode(), problem);
    }

    /** A row with its texts stripped, where each of them can be stored. */
    static FeedRow row(int line, ObjectNode cells) {
        for (var cell : cells) {
            if (cell.isTextual() && !TextOrder.storable(cell.textValue())) {
                return broken(line, "holds the character U+0000, or half a character");
            }
        }
        return length(cells) > Resources.MAX_BYTES
                ? broken(line, "holds more than " + Resources.MAX_BYTES + " characters, as nobody's data may")
                : new FeedRow(line, cells, null);
    }

    private static int length(ObjectNode cells) {
        int length = 0;
        for (var cell : cells) {
            length += cell.asText().length();
        }
        return length;
    }

    /** Puts a text into a cell; blanks around it are no part of it, and what is nothing but blanks is empty. */
    static void put(ObjectNode cells, String column, String text) {
        var stripped = text.strip();
        if (stripped.isEmpty()) {
            cells.putNull(column);
        } else {
            cells.put(column, stripped);
        }
    }
}
