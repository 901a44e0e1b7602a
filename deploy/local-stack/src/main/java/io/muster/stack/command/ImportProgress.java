package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;

/** Follows an import to its end, with a bar and the time that is left where somebody looks. */
final class ImportProgress {
    private static final Duration EVERY = Duration.ofMillis(300);
    /** A gateway that starts anew in the meantime goes on where it was. */
    private static final int FAILURES = 200;

    private ImportProgress() {}

    /** The import as it has ended. */
    static ObjectNode follow(ImportClient imports, String id, PrintStream err, boolean quiet) {
        try (var bar = Bar.on(err, quiet)) {
            return watch(imports, id, bar);
        }
    }

    private static ObjectNode watch(ImportClient imports, String id, Bar bar) {
        int failures = 0;
        while (true) {
            try {
                var status = imports.status(id);
                failures = 0;
                show(status, bar);
                if (status.has("endedAt")) {
                    return status;
                }
            } catch (CommandFailed e) {
                if (++failures > FAILURES) {
                    throw e;
                }
            }
            pause();
        }
    }

    /** First all rows are planned, then what is to be is written. */
    private static void show(JsonNode status, Bar bar) {
        var progress = status.path("progress");
        if (status.path("state").asText().equals("running")) {
            bar.now(
                    "Writing",
                    progress.path("written").asLong(),
                    progress.path("toWrite").asLong());
        } else {
            bar.now(
                    "Planning",
                    progress.path("planned").asLong(),
                    status.path("file").path("rows").asLong());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted; the import goes on.");
        }
    }
}
