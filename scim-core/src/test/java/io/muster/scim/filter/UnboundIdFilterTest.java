package io.muster.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.AttributePath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same filters on the same resources, by us and by the UnboundID SCIM 2 SDK, which knows no schema. Where the two
 * disagree, RFC 7644 decides; each such case stands in {@link #a_disagreement_is_decided_by_the_rfc} and is left out of
 * the random comparison.
 */
class UnboundIdFilterTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final String DEPARTMENT = SchemaRegistry.ENTERPRISE_USER + ":department";
    private static final List<Operator> OPERATORS = List.of(Operator.values());
    private static final List<Operator> WITHOUT_NE =
            OPERATORS.stream().filter(operator -> operator != Operator.NE).toList();
    private static final List<String> TIMES =
            List.of("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2025-06-30T12:00:00.5Z");
    private static final List<String> OTHERS = List.of(
            "active eq true",
            "active ne true",
            "active eq false",
            "title pr",
            "name pr",
            "emails pr",
            "emails.value pr",
            "active pr",
            "title eq null");
    private static final List<String> TEXTS = List.of("a", "ab", "B", "aB c", "Zoë", "work", "home");

    @Property
    void both_agree_on_random_filters_and_resources(
            @ForAll("filters") Filter filter, @ForAll("resources") ObjectNode user) {
        assertThat(ours(filter.toString(), user))
                .as("%s on %s", filter, user)
                .isEqualTo(theirs(filter.toString(), user));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A multi-valued attribute matches if any value does (§3.4.2.2), for ne as for the others.
                "emails.type ne \"work\" | true | false",
                // emails without a sub-attribute means emails.value (§3.4.2.2, the examples of Figure 2).
                "emails co \"a@\" | true | false",
                "emails eq \"a@x\" | true | false",
                // id is caseExact (RFC 7643 §3.1).
                "id eq \"a1\" | false | true",
                // A text that holds a boolean counts as one: Entra sends roles[primary eq \"True\"].
                "active eq \"True\" | true | false",
                // An empty text is no non-empty value (§3.4.2.2, pr).
                "nickName pr | false | true",
                // null is the same as absent (RFC 7643 §2.5), and an absent value is not less than anything.
                "title lt \"z\" | false | true",
                // Names are case-insensitive, also as keys of the resource (RFC 7643 §2.1).
                "USERNAME eq \"alice\" | true | false"
            })
    void a_disagreement_is_decided_by_the_rfc(String filter, boolean ours, boolean theirs) {
        JsonNode user = Json.json("""
                {'id':'A1','userName':'Alice','nickName':'','active':true,'title':null,
                 'emails':[{'type':'work','value':'a@x'},{'type':'home','value':'b@y'}]}""");
        assertThat(ours(filter, user)).isEqualTo(ours);
        assertThat(theirs(filter, user)).isEqualTo(theirs);
    }

    private static boolean ours(String filter, JsonNode user) {
        return FilterMatcher.of(Filter.parse(filter), USER).matches(user);
    }

    private static boolean theirs(String filter, JsonNode user) {
        try {
            return FilterEvaluator.evaluate(com.unboundid.scim2.common.filters.Filter.fromString(filter), user);
        } catch (ScimException e) {
            throw new AssertionError(filter, e);
        }
    }

    @Provide
    Arbitrary<Filter> filters() {
        return Arbitraries.randomValue(random -> {
            Filters filters = new Filters(random);
            return filters.tree(random.nextInt(4), () -> leaf(filters, random));
        });
    }

    private static Filter leaf(Filters filters, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> text(filters, List.of("userName", "title", "name.familyName", DEPARTMENT), OPERATORS);
            case 1 -> text(filters, List.of("emails.type", "emails.value"), WITHOUT_NE);
            case 2 ->
                Filter.parse("meta.lastModified " + filters.one(List.of("eq", "gt", "ge", "lt", "le")) + " \""
                        + filters.one(TIMES) + "\"");
            case 3 -> Filter.parse(filters.one(OTHERS));
            default ->
                new Filter.ValuePath(
                        AttributePath.parse("emails"),
                        filters.tree(random.nextInt(3), () -> text(filters, List.of("type", "value"), OPERATORS)));
        };
    }

    private static Filter text(Filters filters, List<String> paths, List<Operator> operators) {
        return new Filter.Comparison(
                AttributePath.parse(filters.one(paths)), filters.one(operators), new Literal.Text(filters.one(TEXTS)));
    }

    @Provide
    Arbitrary<ObjectNode> resources() {
        Arbitrary<@Nullable String> maybe = Arbitraries.of(TEXTS).injectNull(0.4);
        Arbitrary<String> times =
                Arbitraries.of("2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-01-01T02:00:00+02:00");
        Arbitrary<ObjectNode> email = Combinators.combine(maybe, Arbitraries.of(TEXTS))
                .as((type, value) -> {
                    ObjectNode json = Json.object("{}").put("value", value);
                    return type == null ? json : json.put("type", type);
                });
        return Combinators.combine(
                        Arbitraries.of(TEXTS),
                        maybe,
                        maybe,
                        maybe,
                        email.list().ofMaxSize(3),
                        times,
                        Arbitraries.of(true, false).injectNull(0.3))
                .as((userName, title, familyName, department, emails, time, active) -> {
                    ObjectNode user = Json.object("{}").put("userName", userName);
                    if (title != null) {
                        user.put("title", title);
                    }
                    if (familyName != null) {
                        user.putObject("name").put("familyName", familyName);
                    }
                    if (department != null) {
                        user.putObject(SchemaRegistry.ENTERPRISE_USER).put("department", department);
                    }
                    if (!emails.isEmpty()) {
                        user.putArray("emails").addAll(emails);
                    }
                    if (active != null) {
                        user.put("active", active);
                    }
                    user.putObject("meta").put("lastModified", time);
                    return user;
                });
    }
}
