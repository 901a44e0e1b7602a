package io.muster.stack.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SCIM schemas (RFC 7643 §7) and resource types (§6) out of JSON files: one document a file, or an array of them.
 *
 * @param byId the documents by their ids in the gateway, in the order of the files
 * @param fileOf the file of each id
 */
record SchemaFiles(Map<String, JsonNode> byId, Map<String, Path> fileOf) {
    static final String TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    /**
     * Reads the files; of a directory those that end in {@code .json}.
     *
     * @throws CommandFailed naming the file that is none, or the place where it is no JSON
     */
    static SchemaFiles read(List<Path> paths) throws IOException {
        var byId = new LinkedHashMap<String, JsonNode>();
        var fileOf = new LinkedHashMap<String, Path>();
        for (var file : files(paths)) {
            var json = json(file);
            for (var document : json.isArray() ? json : List.of(json)) {
                var id = id(document).isEmpty() ? file.toString() : id(document);
                if (byId.put(id, document) != null) {
                    throw new CommandFailed(file + ": " + id + " stands in " + fileOf.get(id) + " already.");
                }
                fileOf.put(id, file);
            }
        }
        if (byId.isEmpty()) {
            throw new CommandFailed("No schema or resource type in " + paths + ".");
        }
        return new SchemaFiles(byId, fileOf);
    }

    private static List<Path> files(List<Path> paths) throws IOException {
        var files = new ArrayList<Path>();
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                try (var inside = Files.list(path)) {
                    inside.filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .forEach(files::add);
                }
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw new CommandFailed(path + " is not a file.");
            }
        }
        return files;
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return Launcher.JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new CommandFailed(
                    file + (at == null ? "" : ":" + at.getLineNr()) + ": is no JSON: " + e.getOriginalMessage());
        }
    }

    /** A schema's URN; of a resource type the schema of resource types and its name. */
    static String id(JsonNode document) {
        return isType(document)
                ? TYPE + ":" + document.path("name").asText()
                : document.path("id").asText();
    }

    /** A resource type has an endpoint. */
    static boolean isType(JsonNode document) {
        return document.has("endpoint");
    }

    /** {@return {@code {"documents":[…]}}, as the gateway takes it} */
    ObjectNode body() {
        var body = Launcher.JSON.createObjectNode();
        body.putArray("documents").addAll(byId.values());
        return body;
    }
}
