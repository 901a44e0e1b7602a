package io.muster.gateway.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.pg.database.SessionConnection;
import io.muster.scim.schema.TextOrder;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * A statement with its parameters, run on the connection of a session. JSON, times and lists of ids travel as text and are cast inside ({@link #json}): a parameter
 * that PostgreSQL takes for jsonb would be sent as a JSON string.
 *
 * @param text with {@code $1}, {@code $2} …
 * @param parameters in that order
 */
public record Sql(String text, List<Object> parameters) {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    public Sql {
        parameters = List.copyOf(parameters);
    }

    /** A statement. */
    public static Sql of(String text, Object... parameters) {
        return new Sql(text, List.of(parameters));
    }

    /** Runs it for its rows, each through {@code read}. */
    public <T> Uni<List<T>> list(Mutiny.Session session, Function<Row, T> read) {
        return Uni.createFrom()
                .completionStage(() -> SessionConnection.of(session).select(text, parameters.toArray()))
                .map(rows -> {
                    var list = new ArrayList<T>(rows.size());
                    rows.forEachRemaining(row -> list.add(read.apply(new Row(row))));
                    return List.copyOf(list);
                });
    }

    /** Runs it for its effect: how many rows it changed. */
    public Uni<Integer> run(Mutiny.Session session) {
        return Uni.createFrom()
                .completionStage(() -> SessionConnection.of(session).update(text, parameters.toArray()));
    }

    /** A text as it stands in a statement; only for names out of schemas, never for what a request brings. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A jsonb out of the text parameter: {@code cast(cast($3 as text) as jsonb)}. */
    public static String json(String parameter) {
        return "cast(cast(" + parameter + " as text) as jsonb)";
    }

    /** A json out of the text parameter, which keeps it as it is. */
    public static String asWritten(String parameter) {
        return "cast(cast(" + parameter + " as text) as json)";
    }

    /** A point in time out of a text parameter. */
    public static String time(String parameter) {
        return "cast(cast(" + parameter + " as text) as timestamptz)";
    }

    /** The rows of ids that a text parameter made by {@link #ids(Collection)} holds. */
    public static String ids(String parameter) {
        return "jsonb_array_elements_text(" + json(parameter) + ")";
    }

    /** A list of ids as one parameter, without those that no row can have. */
    public static String ids(Collection<String> ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ids.stream().filter(TextOrder::storable).forEach(array::add);
        return array.toString();
    }

    /** Reads the text of a json or jsonb column. */
    public static ObjectNode document(String text) {
        if (tree(text) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("a stored document is no object");
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored as JSON is none", e);
        }
    }

    /** One row of an answer. */
    public static final class Row {
        private final Object[] columns;

        private Row(Object[] columns) {
            this.columns = columns;
        }

        /** A row that was asked for without Hibernate. */
        public static Row of(io.vertx.sqlclient.Row row) {
            var columns = new Object[row.size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = row.getValue(i);
            }
            return new Row(columns);
        }

        /** A text that is there. */
        public String text(int column) {
            return (String) columns[column];
        }

        /** Whether the column has no value. */
        public boolean isNull(int column) {
            return columns[column] == null;
        }

        /** The JSON that stands there as text. */
        public JsonNode json(int column) {
            return tree(text(column));
        }

        /** A whole number. */
        public long number(int column) {
            return ((Number) columns[column]).longValue();
        }

        /** A truth value. */
        public boolean truth(int column) {
            return (Boolean) columns[column];
        }

        /** A time that is there. */
        public Instant instant(int column) {
            return ((OffsetDateTime) columns[column]).toInstant();
        }
    }
}
