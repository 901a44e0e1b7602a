package io.muster.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextOrderTest {

    @Test
    void texts_that_differ_in_case_width_or_composition_are_folded_to_one() {
        assertThat(TextOrder.fold("ZOE\u0308"))
                .isEqualTo(TextOrder.fold("zo\u00eb"))
                .isEqualTo("zo\u00eb");
        assertThat(TextOrder.fold("\uff21lice")).isEqualTo("alice");
        assertThat(TextOrder.fold("\u212a")).isEqualTo("k");
        assertThat(TextOrder.fold("stra\u00dfe")).isEqualTo("stra\u00dfe");
    }

    @Property
    void folding_twice_is_folding_once(@ForAll String text) {
        assertThat(TextOrder.fold(TextOrder.fold(text))).isEqualTo(TextOrder.fold(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Zo\u00eb", "\uD83D\uDC69", "\uD83D\uDC69\uD83D\uDC69a"})
    void whole_characters_can_be_kept(String text) {
        assertThat(TextOrder.storable(text)).isTrue();
        assertThat(TextOrder.storable(text + "\0")).isFalse();
        assertThat(TextOrder.storable(text + "\uD83D")).isFalse();
        assertThat(TextOrder.storable("\uDC69" + text)).isFalse();
        assertThat(TextOrder.storable("\uD83D " + text)).isFalse();
    }

    @Property
    void the_order_is_that_of_code_points(@ForAll String a, @ForAll String b) {
        int expected = java.util.Arrays.compare(
                a.codePoints().toArray(), b.codePoints().toArray());
        assertThat(Integer.signum(TextOrder.compare(a, b))).isEqualTo(Integer.signum(expected));
    }
}
