package io.muster.scim.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
 * The same PATCH paths, read by us and by the UnboundID SCIM 2 SDK: whatever the grammar of RFC 7644 Figure 7 makes means the same to
 * both. Where the two disagree, the RFC decides; each such case stands in {@link #a_disagreement_is_decided_by_the_rfc}.
 */
class UnboundIdPathTest {
    private static final List<String> NAMES = List.of("userName", "name", "emails", "x-1", "a_b", "members");
    private static final List<String> FILTERS = List.of(
            "type eq \"work\"",
            "value eq \"a]b\"",
            "value eq \"a.b\" and type ne \"[\"",
            "not (type pr)",
            "(a co \"x\" or b sw \"y\") and c ge 5",
            "primary eq true",
            "value eq \"q\\\"]\"");

    /** What a path says: where, which values, and which parts; the way down as one list of names. */
    private record Said(
            @Nullable String urn,
            List<String> names,
            @Nullable Filter filter) {}

    @Property
    void both_read_a_path_alike(@ForAll("paths") String path) throws BadRequestException {
        assertThat(ours(path)).as(path).isEqualTo(theirs(path));
    }

    @Property
    void both_print_a_path_so_that_the_other_reads_the_same(@ForAll("paths") String path) throws BadRequestException {
        assertThat(theirs(PatchPath.parse(path).toString())).isEqualTo(ours(path));
        assertThat(ours(Path.fromString(path).toString())).isEqualTo(ours(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                // attrPath has one sub-attribute at most (RFC 7644 §3.10, Figure 7); no attribute is nested deeper (RFC
                // 7643 §2.3.8).
                "a.b.c | invalidPath | read",
                "a[b eq 1].c.d | invalidPath | read",
                // PATH = attrPath / valuePath [subAttr]: one value filter, and it stands at the attribute (§3.5.2).
                "a[b eq 1].c[d eq 2] | invalidPath | read",
                "a.b[c eq 1] | read | read",
                // An empty path names no attribute; an operation without a target leaves the path out (§3.5.2.1).
                "'' | invalidPath | read",
                // subAttr begins with a dot (§3.10, Figure 7).
                "a[b eq 1]c | invalidPath | read",
                // ATTRNAME begins with a letter (RFC 7643 §2.1).
                "1a | invalidPath | read",
                // A URN alone means a whole extension (§3.10).
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User | read | read",
                // What the grammar does not make is refused by both.
                "a[ | invalidPath | refused",
                "a[] | invalidFilter | refused",
                ".a | invalidPath | refused",
                "a. | invalidPath | refused",
                "a b | invalidPath | refused",
                "a[b[c eq 1]] | invalidFilter | refused"
            })
    void a_disagreement_is_decided_by_the_rfc(String path, String ours, String theirs) {
        assertThat(outcome(path)).isEqualTo(ours);
        assertThat(outcomeOfTheirs(path)).isEqualTo(theirs);
    }

    private static String outcome(String path) {
        try {
            PatchPath.parse(path);
            return "read";
        } catch (ScimError.Refused refused) {
            return refused.error().scimType().orElseThrow();
        }
    }

    private static String outcomeOfTheirs(String path) {
        try {
            Path.fromString(path);
            return "read";
        } catch (BadRequestException refused) {
            return "refused";
        }
    }

    private static Said ours(String text) {
        PatchPath path = PatchPath.parse(text);
        List<String> names = new ArrayList<>(List.of(path.attribute().attribute()));
        path.attribute().subAttribute().ifPresent(names::add);
        path.subAttribute().ifPresent(names::add);
        return new Said(lower(path.attribute().urn()), names, path.filter());
    }

    private static Said theirs(String text) throws BadRequestException {
        Path path = Path.fromString(text);
        List<String> names = new ArrayList<>();
        Filter filter = null;
        for (Path.Element element : path) {
            names.add(element.getAttribute());
            if (element.getValueFilter() != null) {
                assertThat(filter).as("one filter").isNull();
                filter = Filter.parse(element.getValueFilter().toString());
            }
        }
        return new Said(lower(path.getSchemaUrn()), names, filter);
    }

    private static @Nullable String lower(@Nullable String urn) {
        return Optional.ofNullable(urn)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElse(null);
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> urns = Arbitraries.of(
                "", "", SchemaRegistry.ENTERPRISE_USER + ":", "urn:ietf:params:scim:schemas:core:2.0:User:");
        Arbitrary<String> filters = Arbitraries.of(FILTERS).map(filter -> "[" + filter + "]");
        Arbitrary<String> subs = Arbitraries.of(NAMES).map(name -> "." + name);
        return Combinators.combine(
                        urns,
                        Arbitraries.of(NAMES),
                        Arbitraries.oneOf(filters, Arbitraries.just("")),
                        Arbitraries.oneOf(subs, Arbitraries.just("")))
                .as((urn, name, filter, sub) -> urn + name + filter + sub);
    }
}
