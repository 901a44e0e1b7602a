package io.muster.benchmarks;

import java.util.Locale;

/** What all of it ran on. */
public final class Machine {
    private Machine() {}

    /** {@code 2 cores, Java 25, Linux amd64}. */
    public static String inWords() {
        return String.format(
                Locale.ROOT,
                "%d cores, Java %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }
}
