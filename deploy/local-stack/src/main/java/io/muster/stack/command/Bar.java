package io.muster.stack.command;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time that is left, where somebody looks. */
final class Bar implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final int EVERY_MILLIS = 300;

    private final Optional<ProgressBar> shown;

    private Bar(Optional<ProgressBar> shown) {
        this.shown = shown;
    }

    /** A bar on this stream; none where {@code quiet}, or where nobody sees it. */
    static Bar on(PrintStream err, boolean quiet) {
        return quiet || !somebodyLooks() ? new Bar(Optional.empty()) : seen(err);
    }

    /** A bar on this stream, whoever looks. */
    static Bar seen(PrintStream err) {
        return new Bar(Optional.of(new ProgressBarBuilder()
                .setTaskName("Sent")
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .setUpdateIntervalMillis(EVERY_MILLIS)
                .build()));
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

    /** So much of it is done; what is less than before begins something new. */
    void now(String task, long done, long of) {
        shown.ifPresent(bar -> {
            bar.setExtraMessage(task);
            bar.maxHint(of);
            if (done < bar.getCurrent()) {
                bar.reset(); // the time that is left is that of what has begun
            }
            bar.stepTo(done);
        });
    }

    @Override
    public void close() {
        shown.ifPresent(ProgressBar::close);
    }
}
