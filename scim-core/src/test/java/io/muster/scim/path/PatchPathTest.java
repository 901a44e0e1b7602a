package io.muster.scim.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.AttributePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchPathTest {

    @Test
    void the_parts_of_a_path_are_read() {
        assertThat(PatchPath.parse("name.familyName"))
                .isEqualTo(new PatchPath(AttributePath.of("name", "familyName"), null, null));
        assertThat(PatchPath.parse("addresses[type eq \"work\"].streetAddress"))
                .isEqualTo(new PatchPath(
                        AttributePath.of("addresses", null), Filter.parse("type eq \"work\""), "streetAddress"));
        assertThat(PatchPath.parse("urn:x:2.0:User:things[value eq \"a]\\\"]b\"]")
                        .filter())
                .isEqualTo(Filter.parse("value eq \"a]\\\"]b\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "members[value eq \"2819c223\"]",
                "emails[type eq \"work\" and (value ew \"com\" or value ew \"org\")].display"
            })
    void a_printed_path_parses_to_itself(String text) {
        assertThat(PatchPath.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a.b.c",
                "/name/familyName",
                "a[",
                "a[b eq 1",
                "a[b eq 1]c",
                "a[b eq 1].c.d",
                "a[b eq 1].",
                "a[]",
                "a[b[c eq 1]]",
                "a[b]",
                "[b eq 1]"
            })
    void what_is_no_path_is_refused(String text) {
        assertThatThrownBy(() -> PatchPath.parse(text))
                .isInstanceOfSatisfying(
                        ScimError.Refused.class,
                        refused -> assertThat(refused.error().scimType().orElseThrow())
                                .isIn("invalidPath", "invalidFilter"));
    }
}
