package io.muster.stack.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a backup says of itself, in {@code manifest.json}.
 *
 * @param format {@value #FORMAT}
 * @param service {@code scim-gateway}
 * @param storeId which store it was
 * @param epoch of the store when this was taken
 * @param takenAt by the database's clock
 * @param migrations the versions of its tables' form (Flyway), in the order of their application
 * @param sequences the last number that each sequence has given
 * @param tables in an order in which references hold
 */
public record Manifest(
        int format,
        String service,
        String storeId,
        int epoch,
        Instant takenAt,
        List<String> migrations,
        Map<String, Long> sequences,
        List<Table> tables) {
    /** The one format there is. */
    static final int FORMAT = 1;

    static final String FILE = "manifest.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // so that a later format is called by its number
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * The rows of a table, in a file of its own.
     *
     * @param columns in the order of the file
     * @param bytes of the file
     * @param sha256 of the file, in hex
     */
    public record Table(String name, List<String> columns, long rows, long bytes, String sha256) {
        public Table {
            Objects.requireNonNull(name);
            columns = List.copyOf(columns);
            Objects.requireNonNull(sha256);
        }

        /** Text of {@code COPY}, by gzip. */
        static String file(String table) {
            return table + ".copy.gz";
        }
    }

    public Manifest {
        Objects.requireNonNull(service);
        Objects.requireNonNull(storeId);
        Objects.requireNonNull(takenAt);
        migrations = List.copyOf(migrations);
        sequences = Map.copyOf(sequences);
        tables = List.copyOf(tables);
    }

    /** How many rows it holds. */
    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The manifest of a backup.
     *
     * @throws BackupFailed if there is none that can be read
     */
    public static Manifest in(Path directory) {
        var file = directory.resolve(FILE);
        try {
            var tree = JSON.readTree(Files.readAllBytes(file));
            if (tree.path("format").asInt() != FORMAT) {
                throw new BackupFailed("%s is of format %s; this release reads format %d."
                        .formatted(file, tree.path("format").asText("none"), FORMAT));
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (NoSuchFileException e) {
            throw new BackupFailed("There is no backup in " + directory + ": it has no " + FILE
                    + ", which is written last. A backup that was broken off is none.");
        } catch (IOException e) {
            throw new BackupFailed(file + " is damaged: " + e.getMessage(), e);
        }
    }
}
