package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.local.Credentials;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Brings people in from a file (CSV or JSON Lines); the mapping says which column is which attribute.",
            "Nothing is written before the whole file is planned. The same file again changes nothing.",
            "",
            "Exit code 0: done; 1: failed, or stopped; 2: wrong usage; 3: refused by the limit, or rows were rejected."
        },
        footer = {
            "",
            "For example:",
            "  ./muster import deploy/sample-import/people.csv \\",
            "    --mapping deploy/sample-import/kartapuce-hr.yaml --dry-run"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int REFUSED = 3;
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Launcher launcher;

    @Parameters(paramLabel = "FILE", description = "The people.")
    private Path file = Path.of("");

    @Option(
            names = "--mapping",
            required = true,
            paramLabel = "MAPPING",
            description = "A document of kind ImportMapping.")
    private Path mapping = Path.of("");

    @Option(names = "--dry-run", description = "Shows for each person what would change, and changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--full",
            description = "The file names everybody: who is not in it is missing (default: as the mapping says).")
    private boolean full;

    @Option(names = "--delta", description = "The file names some people only (default: as the mapping says).")
    private boolean delta;

    @Option(
            names = "--allow-disables",
            paramLabel = "N",
            description = "Lets this file disable so many people, in the place of the mapping's limit.")
    private @Nullable Integer allowDisables;

    @Option(
            names = "--client",
            defaultValue = "hr",
            description = "Whose import it is: its authority over attributes counts (default ${DEFAULT-VALUE}).")
    private String client = "hr";

    @Option(names = "--json", description = "The import and its rows as JSON: of a dry run all, else those rejected.")
    private boolean json;

    ImportCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException {
        if (full && delta) {
            throw new CommandFailed("A file is --full or --delta.");
        }
        for (var path : List.of(file, mapping)) {
            if (!Files.isReadable(path) || Files.isDirectory(path)) {
                throw new CommandFailed("There is no file " + path + " that can be read.");
            }
        }
        var token = launcher.credentials().issuer().token(client, client, Credentials.HR_SCOPES, LIFETIME);
        var imports = new ImportClient(new ServiceClient(launcher, token));
        try {
            var id = imports.begin(file, mapping, query());
            var ended = ImportProgress.follow(imports, id, launcher.err(), json);
            report(imports, ended);
            return exitCode(ended);
        } catch (ImportClient.InvalidMapping invalid) {
            invalid.problems().forEach(problem -> launcher.err().println(line(problem)));
            throw new CommandFailed(invalid.problems().size() + " mistakes in the mapping; nothing was imported.");
        } catch (FileNotFoundException e) {
            throw new CommandFailed("A file went away before it was sent: " + e);
        }
    }

    private String query() {
        var query = new LinkedHashMap<String, String>();
        query.put("dryRun", Boolean.toString(dryRun));
        if (full || delta) {
            query.put("mode", full ? "full" : "delta");
        }
        if (allowDisables != null) {
            query.put("allowDisables", allowDisables.toString());
        }
        return query.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("&"));
    }

    /** As an editor reads it: {@code file:line: field: message}. */
    private String line(JsonNode problem) {
        var allowed = problem.path("allowed").isEmpty() ? "" : ", but " + problem.path("allowed");
        return "%s:%s: %s: %s%s"
                .formatted(
                        mapping,
                        problem.path("line").asText(),
                        problem.path("field").asText(),
                        problem.path("message").asText(),
                        allowed);
    }

    private void report(ImportClient imports, ObjectNode ended) {
        var id = ended.path("id").asText();
        var shown = dryRun ? "" : "status=rejected";
        if (json) {
            var rows = ended.putArray("rows");
            imports.rows(id, shown, rows::add);
            launcher.print(ended);
            return;
        }
        imports.rows(id, shown, row -> {
            if (!row.path("status").asText().equals("unchanged")) {
                ImportReport.lines(row).forEach(launcher.out()::println);
            }
        });
        ended.path("notes").forEach(note -> launcher.err().println(note.asText()));
        launcher.err().println(ImportReport.summary(ended));
    }

    private static int exitCode(JsonNode ended) {
        return switch (ended.path("state").asText()) {
            case "refused" -> REFUSED;
            case "done", "planned" -> ended.path("totals").path("rejected").asInt() > 0 ? REFUSED : 0;
            default -> FAILED;
        };
    }
}
