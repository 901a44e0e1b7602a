package io.muster.gateway.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. A member that is not there leaves its attribute as it is; {@code null} empties it. */
final class JsonRows extends FeedRows {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private final RowBounds bounds;
    private final BufferedReader text;
    private final List<String> columns;
    private int line;

    JsonRows(RowBounds bounds, List<String> columns) {
        this.bounds = bounds;
        this.text = new BufferedReader(bounds);
        this.columns = columns;
    }

    @Override
    @Nullable FeedRow next() throws IOException {
        while (true) {
            var found = text.readLine();
            if (found == null) {
                return null;
            }
            bounds.rowEnds();
            line++;
            if (!found.isBlank()) {
                return row(found);
            }
        }
    }

    private FeedRow row(String found) {
        JsonNode object;
        try {
            object = JSON.readTree(found);
        } catch (JsonProcessingException e) {
            return broken(line, "is no JSON");
        }
        if (!object.isObject()) {
            return broken(line, "is no JSON object");
        }
        var cells = JsonNodeFactory.instance.objectNode();
        for (var column : columns) {
            var value = object.get(column);
            if (value != null && value.isContainerNode()) {
                return broken(line, "has an object or array as " + column);
            }
            if (value != null && value.isNull()) {
                cells.putNull(column);
            } else if (value != null) {
                put(cells, column, value.asText());
            }
        }
        return row(line, cells);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
