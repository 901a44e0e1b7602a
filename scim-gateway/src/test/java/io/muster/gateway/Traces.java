package io.muster.gateway;

import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.PostgresControl;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wherever the gateway keeps or says something: its tables, the topics, and its log while this is open. */
final class Traces implements AutoCloseable {
    private final Collection<String> lines = new ConcurrentLinkedQueue<>();
    /** Those that see tokens, down to what they say to who looks for a mistake. Held: the log manager holds loggers weakly. */
    private static final List<Logger> TALKATIVE = Stream.of(
                    "io.muster",
                    "io.quarkus.security",
                    "io.quarkus.vertx.http.runtime.security",
                    "io.quarkus.smallrye.jwt",
                    "io.smallrye.jwt",
                    "org.hibernate.SQL")
            .map(Logger::getLogger)
            .toList();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            var parameters = line.getParameters() == null ? List.of() : List.of(line.getParameters());
            lines.add(line.getMessage() + " " + parameters + " " + causes(line.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static String causes(@Nullable Throwable thrown) {
        var text = new StringBuilder();
        for (var each = thrown; each != null; each = each.getCause()) {
            text.append(each);
        }
        return text.toString();
    }

    Traces() {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.FINE));
        Logger.getLogger("").addHandler(listener);
    }

    /** What the log said since, down to what is for who looks for a mistake. */
    Collection<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(listener);
        TALKATIVE.forEach(logger -> logger.setLevel(null));
    }

    /** Rows of all our tables that hold the text, bytes as hexadecimal digits. */
    static long rowsWith(String text) throws SQLException {
        return rowsWith(text, List.of());
    }

    /** The same without these tables. */
    static long rowsWith(String text, List<String> without) throws SQLException {
        var postgres = PostgresControl.postgres();
        long found = 0;
        for (var table : postgres.query("select table_name as name from information_schema.tables"
                + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            if (without.contains(table.get("name"))) {
                continue;
            }
            var count = postgres.query(
                    "select count(*) as n from \"%s\" t where position(? in cast(t as text)) > 0"
                            .formatted(table.get("name")),
                    text);
            found += (Long) Objects.requireNonNull(count.getFirst().get("n"));
        }
        return found;
    }

    /** Records of all topics that hold the text, in key, headers or value. */
    static long recordsWith(String text) {
        return Topics.all().stream()
                .flatMap(topic -> {
                    try (var probe = KafkaProbe.on(topic.name())) {
                        return probe.all().stream();
                    }
                })
                .filter(each -> {
                    var all = new StringBuilder().append(each.key());
                    each.headers().forEach(header -> all.append(new String(header.value(), StandardCharsets.UTF_8)));
                    if (each.value() != null) {
                        all.append(new String(each.value(), StandardCharsets.UTF_8));
                    }
                    return all.indexOf(text) >= 0;
                })
                .count();
    }
}
