package io.muster.benchmarks;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** The figures as a section of the page: each beside its goal and the machine's ceiling. */
final class BenchReport {
    static final String TITLE = "Disables in a load";

    private static final Duration GOAL = Duration.ofSeconds(2);

    private BenchReport() {}

    static boolean goalReached(DisablesUnderLoad.Seen seen) {
        return seen.disables().percentile(99).compareTo(GOAL) <= 0;
    }

    static String markdown(String command, LocalDate day, int warmUp, DisablesUnderLoad.Seen seen, Ceiling ceiling) {
        var text = new StringBuilder();
        line(
                text,
                "`%s` on %s: %s. Everything runs on this one machine: the four services, PostgreSQL, Kafka, the audit's",
                command,
                day,
                Machine.inWords());
        line(text, "store, both target applications and the load itself.");
        line(text, "");
        line(
                text,
                "After %,d others, not counted, %,d people came through `/Bulk` in %,d s, %.1f a second. At its end the code",
                warmUp,
                seen.people(),
                seen.took().toSeconds(),
                seen.perSecond());
        line(
                text,
                "host had %,d accounts. Meanwhile %d people who had an account there left, spread over the load. Measured from",
                seen.accounts(),
                seen.disables().count());
        line(text, "before HR's request to the code host's own receipt of the change.");
        line(text, "");
        line(text, "| | p50 | p99 | worst | goal (p99) |");
        line(text, "|---|---|---|---|---|");
        line(
                text,
                "| HR's PATCH to the application's receipt, of %d | %s | %s | %s | %s: %s |",
                seen.disables().count(),
                millis(seen.disables().percentile(50)),
                millis(seen.disables().percentile(99)),
                millis(seen.disables().worst()),
                millis(GOAL),
                goalReached(seen) ? "reached" : "missed");
        line(
                text,
                "| ceiling: the same change straight to the application, idle | %s | %s | %s | |",
                millis(ceiling.change().percentile(50)),
                millis(ceiling.change().percentile(99)),
                millis(ceiling.change().worst()));
        line(
                text,
                "| ceiling: one forced write to this disk, idle | %s | %s | %s | |",
                millis(ceiling.forced().percentile(50)),
                millis(ceiling.forced().percentile(99)),
                millis(ceiling.forced().worst()));
        line(
                text,
                "| ratio to the shortest way that loses nothing (two forced writes and the change) | %.0f | %.0f | | |",
                ratio(seen.disables(), ceiling, 50),
                ratio(seen.disables(), ceiling, 99));
        return text.toString();
    }

    private static double ratio(Times times, Ceiling ceiling, int percent) {
        return (double) times.percentile(percent).toNanos()
                / ceiling.shortest(percent).toNanos();
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%,.1f ms", time.toNanos() / 1e6);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be this module's only use of another jar
    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
