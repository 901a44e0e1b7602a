package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Follows an import to its end, with a bar and the time that is left where somebody looks. */
final class ImportProgress {
    private static final Duration EVERY = Duration.ofMillis(300);
    private static final int WIDTH = 100;
    /** A gateway that starts anew in the meantime goes on where it was. */
    private static final int FAILURES = 200;

    private ImportProgress() {}

    /** The import as it has ended. */
    static ObjectNode follow(ImportClient imports, String id, PrintStream err, boolean quiet) {
        if (quiet || !somebodyLooks()) {
            return watch(imports, id, (task, done, of) -> {});
        }
        try (var bar = new ProgressBarBuilder()
                .setTaskName("Sent")
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .setUpdateIntervalMillis((int) EVERY.toMillis())
                .build()) {
            return watch(imports, id, (task, done, of) -> show(bar, task, done, of));
        }
    }

    /** From Java 22 on there is a console also where nobody sees it. */
    @SuppressWarnings("SystemConsoleNull") // below Java 22 that is what null says
    private static boolean somebodyLooks() {
        var console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false; // a bar is no more than a convenience
        }
    }

    private static void show(ProgressBar bar, String task, long done, long of) {
        bar.setExtraMessage(task);
        bar.maxHint(of);
        if (done < bar.getCurrent()) {
            bar.reset(); // from planning to writing: the time that is left is that of the writing
        }
        bar.stepTo(done);
    }

    /** What is shown. */
    private interface Shown {
        void now(String task, long done, long of);
    }

    private static ObjectNode watch(ImportClient imports, String id, Shown shown) {
        int failures = 0;
        while (true) {
            try {
                var status = imports.status(id);
                failures = 0;
                show(status, shown);
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
    private static void show(JsonNode status, Shown shown) {
        var progress = status.path("progress");
        if (status.path("state").asText().equals("running")) {
            shown.now(
                    "writing",
                    progress.path("written").asLong(),
                    progress.path("toWrite").asLong());
        } else {
            shown.now(
                    "planning",
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
