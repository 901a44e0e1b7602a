package io.muster.stack.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** What a process that ended wrote of the reason. */
final class LastWords {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_BYTES = 256 * 1024;
    private static final int SHOWN = 240;
    /** Quarkus, which names the port, and the JDK, which does not. */
    private static final List<String> PORT_TAKEN = List.of("seems to be in use", "Address already in use");

    private LastWords() {}

    /** {@return where the log ends now} */
    static long end(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0; // nothing was written yet
        }
    }

    /**
     * The line that says most: that a port was taken, else the last error and what caused it.
     *
     * @param log the process's output: JSON lines of a service, or text
     * @param from where in it the process began
     * @return e.g. {@code Port 8080 seems to be in use by another process}
     */
    static Optional<String> of(Path log, long from) {
        var lines = lines(log, from);
        var errors = lines.stream().flatMap(line -> error(line).stream()).toList();
        return errors.stream()
                .filter(error -> PORT_TAKEN.stream().anyMatch(error::contains))
                .findFirst()
                .or(() -> errors.isEmpty() ? Optional.empty() : Optional.of(errors.getLast()))
                .map(error -> error.length() > SHOWN ? error.substring(0, SHOWN) + "…" : error);
    }

    private static List<String> lines(Path log, long from) {
        try (var file = FileChannel.open(log, StandardOpenOption.READ)) {
            long start = Math.max(from, file.size() - MOST_BYTES);
            var bytes = ByteBuffer.allocate((int) Math.max(0, file.size() - start));
            file.position(start);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // the file may be read in parts
            }
            bytes.flip();
            return StandardCharsets.UTF_8.decode(bytes).toString().lines().toList();
        } catch (IOException e) {
            return List.of(); // no log, no words
        }
    }

    private static Optional<String> error(String line) {
        if (line.startsWith("{")) {
            return ofJson(line);
        }
        var text = line.strip();
        return Optional.of(text)
                .filter(words -> words.contains("Exception") || words.startsWith("Error"))
                .filter(words -> !words.startsWith("at "));
    }

    private static Optional<String> ofJson(String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (IOException e) {
            return Optional.empty(); // cut off in the middle
        }
        if (!json.path("level").asText().equals("ERROR")
                && !json.path("level").asText().equals("FATAL")) {
            return Optional.empty();
        }
        var exception = json.path("exception");
        while (exception.at("/causedBy/exception").isObject()) {
            exception = exception.at("/causedBy/exception");
        }
        var cause = exception.path("message").asText("");
        var message = json.path("message").asText();
        return Optional.of(cause.isEmpty() || message.contains(cause) ? message : message + ": " + cause);
    }
}
