package io.muster.scim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.filter.FilterParser;
import io.muster.scim.filter.Moment;
import java.time.Instant;
import java.time.ZoneOffset;

/** Any text as a filter, of requests and of policies: read, printed, read again, bound and evaluated. */
public final class FilterTarget {
    private static final Moment MOMENT = new Moment(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    private FilterTarget() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = Language.text(input);
        Language.mayBeRefused(() -> evaluate(FilterParser.STANDARD, text));
        Language.mayBeRefused(() -> evaluate(FilterParser.WITH_RELATIVE_DATES, text));
    }

    private static void evaluate(FilterParser parser, String text) {
        Filter filter = parser.parse(text);
        assertThat(printed(parser, filter)).isEqualTo(filter);
        BoundFilter overTypes = BoundFilter.bind(filter, Language.GROUP, UnknownAttributes.NO_VALUE);
        FilterMatcher.of(overTypes).matches(Language.ALICE, MOMENT);
        FilterMatcher matcher = FilterMatcher.of(filter, Language.USER);
        matcher.matches(Language.ALICE, MOMENT);
        matcher.bound().attributes().forEach(path -> assertThat(path.toString()).isNotEmpty());
    }

    /** What is printed may be longer than what was written, and then over the limit. */
    private static Filter printed(FilterParser parser, Filter filter) {
        String text = filter.toString();
        return text.length() > FilterParser.MAX_BYTES / 2 ? filter : parser.parse(text);
    }
}
