package io.muster.runtime.pg.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a service keeps of a topic. */
public sealed interface Projection {
    String topic();

    Hook hook();

    /** What follows from the news, in the transaction of the batch: mark what is due, never write to the outside. */
    @FunctionalInterface
    interface Hook {
        /** Called only if there is something; in the order of arrival. */
        Uni<Void> changed(SqlConnection transaction, List<Fresh> fresh);
    }

    /**
     * The latest state of each key in a table of the form of {@code projection}.
     *
     * @param table its name, code and never input
     */
    static Projection state(String topic, String table, Hook hook) {
        return new State(topic, table, hook);
    }

    /** Each event of a history topic once. */
    static Projection history(String topic, Hook hook) {
        return new History(topic, hook);
    }

    /** See {@link #state}. */
    record State(String topic, String table, Hook hook) implements Projection {
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

        public State {
            Objects.requireNonNull(topic);
            Objects.requireNonNull(hook);
            if (!NAME.matcher(table).matches()) {
                throw new IllegalArgumentException("no name of a table: " + table);
            }
        }
    }

    /** See {@link #history}. */
    record History(String topic, Hook hook) implements Projection {
        public History {
            Objects.requireNonNull(topic);
            Objects.requireNonNull(hook);
        }
    }
}
