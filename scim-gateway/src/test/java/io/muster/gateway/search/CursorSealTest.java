package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.muster.scim.error.ScimError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client carries from page to page can be used as it is, and not otherwise. */
class CursorSealTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Cursor CURSOR = new Cursor(new Position(Optional.of("weiß"), "0190"), NOON);
    private static final CursorSeal SEAL = seal(7, "users of hr");

    static Stream<Cursor> cursors() {
        return Stream.of(
                CURSOR,
                new Cursor(new Position(Optional.empty(), "0190"), NOON),
                new Cursor(new Position(Optional.of(""), "0190"), NOON),
                new Cursor(new Position(Optional.of("\uD83D\uDC69".repeat(SortKey.LONGEST)), "0190"), NOON));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void a_cursor_comes_back_as_it_was_in_characters_that_urls_leave_alone(Cursor cursor) {
        var sealed = SEAL.seal(cursor);
        assertThat(sealed).matches("[A-Za-z0-9._~-]+").hasSizeLessThan(2_000);
        assertThat(SEAL.open(sealed)).isEqualTo(cursor);
    }

    @Test
    void each_changed_character_makes_it_worthless() {
        var sealed = SEAL.seal(CURSOR);
        for (int i = 0; i < sealed.length(); i++) {
            for (char other : "AQgw09-_.~+/= %\u00e4".toCharArray()) {
                if (other != sealed.charAt(i)) {
                    assertRefused(SEAL, sealed.substring(0, i) + other + sealed.substring(i + 1));
                }
            }
        }
    }

    @Test
    void each_changed_bit_makes_it_worthless() {
        var sealed = Base64.getUrlDecoder().decode(SEAL.seal(CURSOR));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            var other = sealed.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertRefused(SEAL, Base64.getUrlEncoder().withoutPadding().encodeToString(other));
        }
    }

    @Test
    void a_part_of_it_or_more_than_it_is_worthless() {
        var sealed = SEAL.seal(CURSOR);
        for (int length = 0; length < sealed.length(); length++) {
            assertRefused(SEAL, sealed.substring(0, length));
        }
        assertRefused(SEAL, sealed + "A");
        assertRefused(SEAL, sealed + sealed);
        assertRefused(SEAL, sealed + "=");
        assertRefused(SEAL, "A".repeat(1_000_000));
        assertRefused(SEAL, "\0");
    }

    @Test
    void another_key_or_another_query_does_not_open_it() {
        var sealed = SEAL.seal(CURSOR);
        assertRefused(seal(8, "users of hr"), sealed);
        assertRefused(seal(7, "users of it"), sealed);
        assertRefused(seal(7, ""), sealed);
    }

    @Test
    void two_cursors_of_one_place_have_nothing_in_common_and_show_nothing() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var sealed = SEAL.seal(CURSOR);
            assertThat(seen.add(sealed.substring(0, 16))).isTrue();
            assertThat(new String(Base64.getUrlDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
                    .doesNotContain("0190", "wei");
        }
    }

    private static void assertRefused(CursorSeal seal, String text) {
        var refused = catchThrowableOfType(ScimError.Refused.class, () -> seal.open(text));
        assertThat(refused).as(text).isNotNull();
        assertThat(refused.error()).isInstanceOf(ScimError.InvalidCursor.class);
        assertThat(refused.error().detail()).doesNotContain("0190");
    }

    private static CursorSeal seal(int key, String context) {
        var bytes = new byte[32];
        bytes[0] = (byte) key;
        return new CursorSeal(new SecretKeySpec(bytes, "AES"), context.getBytes(StandardCharsets.UTF_8));
    }
}
