package io.muster.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.AttributePath;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    static Stream<String> figure2() {
        return Json.text("vectors/rfc7644-figure2-filters.txt").lines();
    }

    @ParameterizedTest
    @MethodSource("figure2")
    void a_filter_of_figure_2_prints_a_form_that_parses_to_itself(String text) {
        Filter filter = Filter.parse(text);
        assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
    }

    @Test
    void the_tree_follows_the_precedence_of_the_rfc() {
        assertThat(Filter.parse("a pr or b pr and not (c pr or d pr)"))
                .isEqualTo(new Filter.Or(List.of(
                        pr("a"),
                        new Filter.And(List.of(pr("b"), new Filter.Not(new Filter.Or(List.of(pr("c"), pr("d")))))))));
    }

    @Test
    void words_may_be_in_any_case_and_blanks_are_free() {
        assertThat(Filter.parse("  userName   EQ \"x\" AND NOT(title Pr)OR(a LE -1.50e1)"))
                .hasToString("userName eq \"x\" and not (title pr) or a le -15");
    }

    @Test
    void what_entra_writes_behind_a_value_filter_belongs_to_the_same_value() {
        assertThat(Filter.parse("emails[type eq \"work\"].value eq \"x\""))
                .isEqualTo(Filter.parse("emails[type eq \"work\" and value eq \"x\"]"));
        assertThat(Filter.parse("emails[type eq \"work\"] eq \"x\" and title pr"))
                .hasToString("emails[type eq \"work\" and value eq \"x\"] and title pr");
        assertThat(Filter.parse("emails[type eq \"work\" or type eq \"home\"].value pr"))
                .hasToString("emails[(type eq \"work\" or type eq \"home\") and value pr]");
    }

    @Test
    void an_attribute_may_be_called_like_a_keyword() {
        assertThat(Filter.parse("not eq 1"))
                .isEqualTo(new Filter.Comparison(
                        AttributePath.of("not", null), Operator.EQ, new Literal.Numeric(java.math.BigDecimal.ONE)));
        assertThat(Filter.parse("notes pr and order pr")).hasToString("notes pr and order pr");
    }

    @Test
    void texts_are_json_strings() {
        assertThat(Filter.parse("a eq \"\\u00e9\\n\\\"\\\\\\/ ] ) \uD83D\uDE00\""))
                .isEqualTo(new Filter.Comparison(
                        AttributePath.of("a", null), Operator.EQ, new Literal.Text("é\n\"\\/ ] ) \uD83D\uDE00")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "userName",
                "userName eq",
                "userName eq bjensen",
                "userName eq 'bjensen'",
                "userName is \"x\"",
                "userName eq \"x",
                "userName eq \"\\x\"",
                "userName eq \"\\u12g4\"",
                "userName eq \"a\u0001\"",
                "userName eq \"x\" and",
                "userName eq \"x\" title pr",
                "(userName pr",
                "userName pr)",
                "not userName pr",
                "emails[type eq \"work\"",
                "emails[type eq \"work\" and phones[value pr]]",
                "emails[]",
                "emails[type pr].value",
                "user name pr",
                "9lives pr",
                "a eq 01",
                "a eq +1",
                "a eq .5",
                "a eq 1.",
                "a eq 1e",
                "a eq 1e999999999999",
                "a eq 1e999",
                "a eq NaN",
                "a eq now",
                "a eq [1]",
                "a..b pr"
            })
    void what_is_no_filter_is_an_invalid_filter(String text) {
        assertThat(refusal(text).scimType()).contains("invalidFilter");
    }

    @Test
    void the_message_says_what_was_expected_and_where() {
        assertThat(refusal("userName zz \"x\"").detail())
                .isEqualTo(
                        "Expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) at character 10, found 'zz \"x\"'.");
    }

    @Test
    void each_limit_has_its_own_error() {
        assertThat(refusal("a eq \"" + "x".repeat(FilterParser.MAX_BYTES) + "\""))
                .isEqualTo(new ScimError.FilterTooLong(8192));
        assertThat(refusal("a eq \"" + "ü".repeat(FilterParser.MAX_BYTES / 2) + "\""))
                .isEqualTo(new ScimError.FilterTooLong(8192));
        assertThat(Filter.parse("(".repeat(20) + "a pr" + ")".repeat(20))).hasToString("a pr");
        assertThat(refusal("(".repeat(21) + "a pr" + ")".repeat(21))).isEqualTo(new ScimError.FilterTooDeep(20));
        assertThat(Filter.parse("a pr" + " or a pr".repeat(99))).isInstanceOf(Filter.Or.class);
        assertThat(refusal("a pr" + " or a pr".repeat(100))).isEqualTo(new ScimError.FilterTooManyTerms(100));
    }

    @Test
    void relative_dates_are_read_where_they_are_allowed_only() {
        FilterParser policies = FilterParser.WITH_RELATIVE_DATES;
        for (String text : List.of("now", "now+P3D", "now-P1M", "now+P1Y2M3DT4H5M6S", "now-PT12H")) {
            assertThat(policies.parse("hireDate le " + text)).hasToString("hireDate le " + text);
        }
        assertThatThrownBy(() -> Filter.parse("hireDate le now")).isInstanceOf(ScimError.Refused.class);
        for (String text : List.of(
                "hireDate eq now",
                "hireDate co now",
                "hireDate le now+3D",
                "hireDate le now+P-3D",
                "hireDate le now+P",
                "hireDate le now+P3DT",
                "hireDate le now+P999999999Y",
                "hireDate le now-PT9999999999H")) {
            assertThatThrownBy(() -> policies.parse(text)).as(text).isInstanceOf(ScimError.Refused.class);
        }
    }

    private static Filter pr(String attribute) {
        return new Filter.Present(AttributePath.of(attribute, null));
    }

    private static ScimError refusal(String text) {
        return catchThrowableOfType(ScimError.Refused.class, () -> Filter.parse(text))
                .error();
    }
}
