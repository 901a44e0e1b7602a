package io.muster.benchmarks.gateway;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was measured, beside what it is to be held against.
 *
 * @param key for scripts: {@code creates}
 * @param title for people
 * @param beside the ceiling, or the same in the small
 * @param goal none where the figure only explains another
 */
record Figure(String key, String title, Measure measured, Measure beside, Optional<Goal> goal) {

    /** What a number counts. */
    enum Unit {
        PER_SECOND("per second") {
            @Override
            String text(double value) {
                return String.format(Locale.ROOT, "%,.0f/s", value);
            }
        },
        MILLISECONDS("ms") {
            @Override
            String text(double value) {
                return String.format(Locale.ROOT, "%,.2f ms", value);
            }
        },
        MEGABYTES("MB") {
            @Override
            String text(double value) {
                return String.format(Locale.ROOT, "%,.0f MB", value);
            }
        };

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        /** As it stands in JSON. */
        String symbol() {
            return symbol;
        }

        abstract String text(double value);
    }

    /**
     * A number.
     *
     * @param of what it was measured of
     */
    record Measure(String of, double value, Unit unit) {
        String text() {
            return unit.text(value);
        }
    }

    /**
     * What is to be reached.
     *
     * @param kind what is held against the bound
     */
    record Goal(Kind kind, double bound) {
        /** What is compared, and on which side it has to be. */
        enum Kind {
            /** At least this part of what stands beside it. */
            SHARE_AT_LEAST,
            /** At most so many times what stands beside it. */
            TIMES_AT_MOST,
            /** At most so much. */
            AT_MOST
        }

        static Goal shareAtLeast(double share) {
            return new Goal(Kind.SHARE_AT_LEAST, share);
        }

        static Goal timesAtMost(double times) {
            return new Goal(Kind.TIMES_AT_MOST, times);
        }

        static Goal atMost(double value) {
            return new Goal(Kind.AT_MOST, value);
        }
    }

    /** The measured number in those of what stands beside it. */
    double ratio() {
        return measured.value / beside.value;
    }

    /** Whether its goal is reached; true where it has none. */
    boolean reached() {
        return goal.map(wanted -> switch (wanted.kind) {
                    case SHARE_AT_LEAST -> ratio() >= wanted.bound;
                    case TIMES_AT_MOST -> ratio() <= wanted.bound;
                    case AT_MOST -> measured.value <= wanted.bound;
                })
                .orElse(true);
    }

    /** The ratio for people: a share in percent, or times. */
    String ratioText() {
        return goal.map(Goal::kind).filter(Goal.Kind.SHARE_AT_LEAST::equals).isPresent()
                ? String.format(Locale.ROOT, "%.0f %%", ratio() * 100)
                : String.format(Locale.ROOT, "%.2f×", ratio());
    }

    /** The goal for people, empty where there is none. */
    String goalText() {
        return goal.map(wanted -> switch (wanted.kind) {
                    case SHARE_AT_LEAST -> String.format(Locale.ROOT, "≥ %.0f %%", wanted.bound * 100);
                    case TIMES_AT_MOST -> String.format(Locale.ROOT, "≤ %.1f×", wanted.bound);
                    case AT_MOST -> "≤ " + measured.unit.text(wanted.bound);
                })
                .orElse("");
    }

    /** The measured number at which the goal would just be reached. */
    Optional<Double> target() {
        return goal.map(wanted -> switch (wanted.kind) {
            case SHARE_AT_LEAST, TIMES_AT_MOST -> wanted.bound * beside.value;
            case AT_MOST -> wanted.bound;
        });
    }
}
