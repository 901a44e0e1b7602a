package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.filter.FilterParser;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Moment;
import java.time.Instant;
import java.util.Optional;

/** A SCIM filter over the user, as written and as understood (RFC 7644 §3.4.2.2, with the relative dates of policies). */
public final class Scope {
    private final String text;
    private final FilterMatcher matcher;
    private final boolean dependsOnTime;

    private Scope(String text, FilterMatcher matcher) {
        this.text = text;
        this.matcher = matcher;
        this.dependsOnTime = dependsOnTime(matcher.bound());
    }

    /**
     * Reads a scope.
     *
     * @throws io.muster.scim.error.ScimError.Refused when it is no filter or, in a strict vocabulary, names an attribute that a user does not have,
     *     or that events do not tell
     */
    public static Scope parse(String text, Vocabulary words) {
        var filter = FilterParser.WITH_RELATIVE_DATES.parse(text);
        return new Scope(text, FilterMatcher.of(words.bind(filter)));
    }

    public boolean matches(JsonNode user, Moment moment) {
        return matcher.matches(user, moment);
    }

    /**
     * When the answer may change although the person does not: a scope that compares with {@code now} is looked at again at the person's next
     * midnight (dates count in days).
     */
    public Optional<Instant> nextLook(Moment moment) {
        if (!dependsOnTime) {
            return Optional.empty();
        }
        var today = moment.now().atZone(moment.zone()).toLocalDate();
        return Optional.of(today.plusDays(1).atStartOfDay(moment.zone()).toInstant());
    }

    /** What holds when the scope does, in words where it is simple: {@code department is Engineering}. */
    public String inWords() {
        return words(matcher.bound()).orElse(text);
    }

    private static Optional<String> words(BoundFilter filter) {
        return switch (filter) {
            case BoundFilter.Compare compare -> words(compare);
            case BoundFilter.And and -> {
                var terms = and.terms().stream().map(Scope::words).toList();
                yield terms.stream().allMatch(Optional::isPresent)
                        ? Optional.of(String.join(
                                " and ",
                                terms.stream().map(Optional::orElseThrow).toList()))
                        : Optional.empty();
            }
            case BoundFilter.Present present ->
                Optional.of(present.path().leaf().name() + " is set");
            case BoundFilter.Or or -> Optional.empty();
            case BoundFilter.Not not -> Optional.empty();
            case BoundFilter.AnyValue any -> Optional.empty();
            case BoundFilter.Constant constant -> Optional.empty();
        };
    }

    private static Optional<String> words(BoundFilter.Compare compare) {
        var name = compare.path().leaf().name();
        var value = compare.value() instanceof Literal.Text it
                ? it.value()
                : compare.value().toString();
        return switch (compare.operator()) {
            case EQ -> Optional.of(name + " is " + value);
            case NE -> Optional.of(name + " is not " + value);
            case CO -> Optional.of(name + " contains " + value);
            case SW -> Optional.of(name + " starts with " + value);
            case EW -> Optional.of(name + " ends with " + value);
            case GT, GE, LT, LE -> Optional.of(name + " " + compare.operator().text() + " " + value);
        };
    }

    private static boolean dependsOnTime(BoundFilter filter) {
        return switch (filter) {
            case BoundFilter.Compare compare -> compare.value() instanceof Literal.Now;
            case BoundFilter.And and -> and.terms().stream().anyMatch(Scope::dependsOnTime);
            case BoundFilter.Or or -> or.terms().stream().anyMatch(Scope::dependsOnTime);
            case BoundFilter.Not not -> dependsOnTime(not.filter());
            case BoundFilter.AnyValue any -> dependsOnTime(any.filter());
            case BoundFilter.Present present -> false;
            case BoundFilter.Constant constant -> false;
        };
    }

    /** The filter as the policy has it. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scope scope && scope.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
