package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A directory of policies and targets as the services take it: all its YAML files, whole. */
record PolicyFiles(Map<String, String> contents) {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    /**
     * Reads the directory with all below it.
     *
     * @throws CommandFailed if it is none
     */
    static PolicyFiles read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new CommandFailed(directory + " is not a directory.");
        }
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(PolicyFiles::isYaml).toList()) {
                contents.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return new PolicyFiles(contents);
    }

    private static boolean isYaml(Path file) {
        var name = file.getFileName().toString();
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    /** {@return {@code {"files":[{"name","content"}],"allowRemovals"}}} */
    ObjectNode body(boolean allowRemovals) {
        var body = Launcher.JSON.createObjectNode();
        var files = body.putArray("files");
        contents.forEach((name, content) -> files.addObject().put("name", name).put("content", content));
        return body.put("allowRemovals", allowRemovals);
    }

    /** {@return who owns which attribute, as the gateway takes it, if the Organization says so} */
    Optional<ObjectNode> authority() throws IOException {
        for (var content : contents.values()) {
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(content)) {
                while (documents.hasNext()) {
                    var document = documents.next();
                    var rules = document.path("spec").path("authority");
                    if (document.path("kind").asText().equals("Organization") && rules.isArray()) {
                        var body = Launcher.JSON.createObjectNode();
                        body.set("rules", rules);
                        return Optional.of(body);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
