package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sample organization with limits that a thousand moves do not meet: what waits for a person cannot be measured. */
final class Organization {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final int NEVER_MET = 1_000_000;

    private Organization() {}

    /** Writes it to a directory and returns that. */
    static Path withoutLimits(Path sample, Path directory) throws IOException {
        for (var part : List.of("policies", "targets")) {
            try (var files = Files.list(sample.resolve(part))) {
                for (var file :
                        files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                    write(
                            file,
                            directory.resolve(part).resolve(file.getFileName().toString()));
                }
            }
        }
        return directory;
    }

    private static void write(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        var documents = new ArrayList<JsonNode>();
        try (var all = YAML.readerFor(JsonNode.class).<JsonNode>readValues(from.toFile())) {
            all.forEachRemaining(documents::add);
        }
        for (var document : documents) {
            for (var limit : List.of("revocations", "disables", "deletions")) {
                if (document.at("/spec/limits/" + limit) instanceof ObjectNode found) {
                    found.put("count", NEVER_MET);
                }
            }
        }
        try (var writer = YAML.writer().writeValues(to.toFile())) {
            writer.writeAll(documents);
        }
    }
}
