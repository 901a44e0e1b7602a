package io.muster.gateway.bulk;

import io.muster.scim.filter.FilterMatcher;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How the columns of a file become attributes of people: a document of kind {@code ImportMapping}, understood. docs/import.md has its shape.
 *
 * @param key the assignment by which a row finds its person
 * @param assignments all, in the document's order
 */
record ImportMapping(
        String name,
        Format format,
        Mode mode,
        Assignment key,
        List<Assignment> assignments,
        Missing missing,
        DisableLimit disables) {
    ImportMapping {
        assignments = List.copyOf(assignments);
    }

    /** What a file is about. */
    enum Mode {
        /** Some people: those in the file. */
        DELTA,
        /** All people: who is not in the file is missing. */
        FULL;

        /** As documents, addresses and answers write it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the file is written. */
    record Format(Type type, Charset charset, char delimiter, char quote) {
        /** Kinds of files. */
        enum Type {
            /** RFC 4180, with a header. */
            CSV,
            /** One JSON object a line. */
            JSONL
        }
    }

    /**
     * What becomes of people who are missing in a full file.
     *
     * @param disable whether they are set inactive; else they stay as they are
     * @param scope who of those with a key the file is about; empty = all of them
     */
    record Missing(boolean disable, Optional<FilterMatcher> scope) {}

    /** How many people one file may disable: neither more than the count nor more than the percentage. */
    record DisableLimit(int count, BigDecimal percent) {
        /** What holds where the document says nothing. */
        static final DisableLimit DEFAULT = new DisableLimit(10, BigDecimal.valueOf(5));

        private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

        /** How many of so many people. */
        long of(long people) {
            var share = percent.multiply(BigDecimal.valueOf(people)).divide(HUNDRED, 0, RoundingMode.FLOOR);
            return Math.min(count, share.longValueExact());
        }
    }

    /** The columns that are read, each once. */
    List<String> columns() {
        return assignments.stream()
                .map(Assignment::column)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The assignment whose column holds the key of a person's manager. */
    Optional<Assignment> manager() {
        return assignments.stream().filter(Assignment::manager).findFirst();
    }
}
