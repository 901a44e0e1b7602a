package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "SCIM schemas and resource types of your own, added to the running system from JSON files.")
final class Schema {
    private static final String PATH = "/admin/schemas";
    private static final Set<String> BUILT_IN = Set.of("User", "Group");

    private final Launcher launcher;

    private Schema(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Schema(launcher));
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description =
                    "Adds or changes schemas (RFC 7643 section 7) and resource types (section 6): all of the files or nothing.")
    int apply(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSON, or directories with such files.")
                    List<Path> paths,
            @Option(names = "--json", description = "What changed, as JSON.") boolean json)
            throws IOException {
        var files = SchemaFiles.read(paths);
        var answer = new ServiceClient(launcher).post(Service.SCIM_GATEWAY, PATH, files.body());
        answer.body().path("errors").forEach(error -> {
            var document = error.path("document").asText();
            launcher.err()
                    .printf(
                            "%s: %s: %s%n",
                            files.fileOf().containsKey(document)
                                    ? files.fileOf().get(document)
                                    : document,
                            error.path("place").asText(),
                            error.path("message").asText());
        });
        return show(ServiceClient.good(Service.SCIM_GATEWAY, answer), json);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The schemas and resource types that were added to the built-in ones.")
    int list(@Option(names = "--json", description = "As JSON.") boolean json) {
        var answer =
                ServiceClient.good(Service.SCIM_GATEWAY, new ServiceClient(launcher).get(Service.SCIM_GATEWAY, PATH));
        if (json) {
            launcher.print(answer);
            return 0;
        }
        answer.path("items")
                .forEach(item -> launcher.out()
                        .printf(
                                "%-12s  %s  %s%n",
                                item.path("kind").asText(),
                                item.path("id").asText(),
                                item.path("endpoint").asText()));
        if (answer.path("items").isEmpty()) {
            launcher.err().println("Nothing was added to the built-in schemas.");
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "A schema or resource type as it is in force, to begin a file with.")
    int show(
            @Parameters(paramLabel = "ID", description = "A schema's URN, or a resource type's name such as User.")
                    String id) {
        launcher.print(ServiceClient.good(
                Service.SCIM_GATEWAY,
                new ServiceClient(launcher).get(Service.SCIM_GATEWAY, PATH + "/" + encoded(id(id)))));
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Takes away what the files add, if no resource has it. Of User and Group only the extensions that the files name.")
    int remove(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files that were applied.")
                    List<Path> paths,
            @Option(names = "--json", description = "What changed, as JSON.") boolean json)
            throws IOException {
        var files = SchemaFiles.read(paths);
        var client = new ServiceClient(launcher);
        var gone = new ArrayList<String>();
        for (var document : files.byId().entrySet()) {
            if (BUILT_IN.contains(document.getValue().path("name").asText())
                    && SchemaFiles.isType(document.getValue())) {
                accepted(client.post(Service.SCIM_GATEWAY, PATH, without(client, document.getValue())));
            } else {
                gone.add(document.getKey());
            }
        }
        if (gone.isEmpty()) {
            launcher.err().println("Taken from the built-in types.");
            return 0;
        }
        var query = gone.stream().map(id -> "id=" + encoded(id)).collect(Collectors.joining("&", "?", ""));
        return show(accepted(client.delete(Service.SCIM_GATEWAY, PATH + query)), json);
    }

    /** The built-in type as it is, without the extensions that the file names. */
    private static ObjectNode without(ServiceClient client, JsonNode document) {
        var unwanted = new HashSet<String>();
        document.path("schemaExtensions")
                .forEach(extension -> unwanted.add(extension.path("schema").asText()));
        var id = SchemaFiles.id(document);
        ObjectNode type = accepted(client.get(Service.SCIM_GATEWAY, PATH + "/" + encoded(id)))
                .deepCopy();
        var kept = Launcher.JSON.createArrayNode();
        type.path("schemaExtensions").forEach(extension -> {
            if (!unwanted.contains(extension.path("schema").asText())) {
                kept.add(extension);
            }
        });
        type.set("schemaExtensions", kept);
        var body = Launcher.JSON.createObjectNode();
        body.putArray("documents").add(type);
        return body;
    }

    private static JsonNode accepted(ServiceClient.Answer answer) {
        return ServiceClient.good(Service.SCIM_GATEWAY, answer);
    }

    private int show(JsonNode outcome, boolean json) {
        if (json) {
            launcher.print(outcome);
            return 0;
        }
        outcome.path("documents")
                .forEach(document -> launcher.out()
                        .printf(
                                "%-9s %s%n",
                                document.path("outcome").asText(),
                                document.path("id").asText()));
        launcher.err()
                .println("Schemas are at version " + outcome.path("version").asText() + ".");
        return 0;
    }

    private static String id(String given) {
        return given.startsWith("urn:") ? given : SchemaFiles.TYPE + ":" + given;
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
