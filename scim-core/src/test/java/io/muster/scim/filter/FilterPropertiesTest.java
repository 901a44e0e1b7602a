package io.muster.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.scim.error.ScimError;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FilterPropertiesTest {

    @Property
    void a_printed_filter_parses_to_itself(@ForAll("filters") Filter filter) {
        assertThat(FilterParser.WITH_RELATIVE_DATES.parse(filter.toString())).isEqualTo(filter);
    }

    @Property
    void any_text_is_a_filter_or_refused_with_a_value(@ForAll("texts") String text) {
        String outcome;
        try {
            outcome = Filter.parse(Filter.parse(text).toString()).toString();
        } catch (ScimError.Refused refused) {
            outcome = refused.error().scimType().orElseThrow();
        }
        assertThat(outcome).isNotEmpty();
    }

    @Provide
    Arbitrary<Filter> filters() {
        return Arbitraries.randomValue(random -> new Filters(random).any());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "a", "pr", " ", "(", ")", "[", "]", "not", "and", "or", "eq", "gt", "\"", "x\\", "1", "-", ".", "true",
                "now", ":");
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(30),
                pieces.list().ofMaxSize(16).map(list -> String.join("", list)));
    }
}
