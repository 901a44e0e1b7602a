package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sealing of what lies beside an entry. */
class PayloadCipherTest {
    private final byte[] key = PayloadCipher.leafKey(new byte[32], "event-1");

    @Test
    void sealing_twice_gives_the_same_bytes_and_other_content_another_nonce() {
        byte[] sealed = PayloadCipher.seal(key, "event-1", "content".getBytes(UTF_8));
        assertThat(PayloadCipher.seal(key, "event-1", "content".getBytes(UTF_8)))
                .isEqualTo(sealed);
        byte[] other = PayloadCipher.seal(key, "event-1", "Content".getBytes(UTF_8));
        assertThat(Arrays.copyOf(other, 12)).isNotEqualTo(Arrays.copyOf(sealed, 12));
        assertThat(PayloadCipher.open(key, "event-1", sealed)).isEqualTo("content".getBytes(UTF_8));
    }

    @Test
    void another_key_another_event_or_any_changed_byte_does_not_open() {
        byte[] sealed = PayloadCipher.seal(key, "event-1", "content".getBytes(UTF_8));
        assertThat(PayloadCipher.leafKey(new byte[32], "event-2")).isNotEqualTo(key);
        assertThatIllegalArgumentException().isThrownBy(() -> PayloadCipher.open(key, "event-2", sealed));
        assertThatIllegalArgumentException().isThrownBy(() -> PayloadCipher.open(new byte[32], "event-1", sealed));
        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;
            assertThatIllegalArgumentException().isThrownBy(() -> PayloadCipher.open(key, "event-1", damaged));
        }
        for (int length : List.of(0, 11, 12, 20)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PayloadCipher.open(key, "event-1", Arrays.copyOf(sealed, length)));
        }
    }

    @Test
    void the_leaf_key_is_hkdf_of_rfc_5869() {
        // python: hashlib/hmac over the same salt, IKM 32 zero bytes, info "event-1", L = 32
        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("64b769a322c70a7729210020368127a86638bf633bb9985927f982b5ccabd4c1");
    }
}
