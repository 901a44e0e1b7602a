package io.muster.verification.story;

import io.muster.servers.PostgresServer;
import io.muster.stack.local.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Wherever a stack keeps or says something, looked through for a text. */
final class Traces {
    private final LocalStack stack;

    Traces(LocalStack stack) {
        this.stack = stack;
    }

    /** Tables that have the text in a row, as {@code gateway.resource}; bytes are looked at as bytes. */
    Set<String> tables(String text) throws SQLException {
        var server = stack.servers().postgres().orElseThrow();
        var found = new TreeSet<String>();
        for (var database : column(
                server,
                "postgres",
                "select datname from pg_database where not datistemplate and datname <> 'postgres'")) {
            try (var connection = server.connect(database)) {
                for (var table : column(
                        connection,
                        "select table_name from information_schema.tables"
                                + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
                    if (has(connection, table, text)) {
                        found.add(database + "." + table);
                    }
                }
            }
        }
        return found;
    }

    private static boolean has(Connection connection, String table, String text) throws SQLException {
        try (var select = connection.prepareStatement("select exists (select 1 from \"" + table + "\" t"
                + " where position(? in cast(t as text)) > 0 or position(? in cast(t as text)) > 0)")) {
            select.setString(1, text);
            select.setString(2, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static List<String> column(PostgresServer server, String database, String query) throws SQLException {
        try (var connection = server.connect(database)) {
            return column(connection, query);
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Topics, also Kafka's own, that have the text in a record's key, headers or value. */
    Set<String> topics(String text) {
        var bytes = new ByteArrayDeserializer();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", stack.servers().bootstrapServers(), "isolation.level", "read_uncommitted");
        var found = new TreeSet<String>();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (has(record, text)) {
                        found.add(record.topic());
                    }
                }
            }
        }
        return found;
    }

    private static boolean has(ConsumerRecord<byte[], byte[]> record, String text) {
        var all = new StringBuilder(text(record.key())).append(text(record.value()));
        record.headers().forEach(header -> all.append(text(header.value())));
        return all.indexOf(text) >= 0;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Files below the stack's directory that have the text: logs, PostgreSQL's tables and write-ahead log, whatever else there is. */
    Set<String> files(String text) throws IOException {
        var home = stack.options().home().directory();
        var found = new TreeSet<String>();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && has(file, text)) {
                    found.add(home.relativize(file).toString());
                }
                return FileVisitResult.CONTINUE;
            }

            // A server's own, and no longer there.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }
        });
        return found;
    }

    private static boolean has(Path file, String text) throws IOException {
        try {
            // Of these every byte is a character.
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException gone) {
            return false; // a server's own, and no longer there
        }
    }
}
