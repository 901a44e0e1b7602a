package io.muster.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenSecretTest {
    @Test
    void a_secret_is_read_as_itself_and_no_two_are_equal() {
        var texts = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            var secret = TokenSecret.random();
            assertThat(secret.text()).matches("muster_scim_[0-9A-Za-z]{49}");
            assertThat(TokenSecret.parse(secret.text()).orElseThrow().hash()).isEqualTo(secret.hash());
            assertThat(texts.add(secret.text())).isTrue();
        }
    }

    @Test
    void one_wrong_character_anywhere_is_seen_without_a_look_into_the_database() {
        var text = TokenSecret.random().text();
        assertThat(IntStream.range(0, text.length())
                        .filter(at -> TokenSecret.parse(changed(text, at)).isPresent()))
                .isEmpty();
        assertThat(TokenSecret.parse("")).isEmpty();
        assertThat(TokenSecret.parse(text + "0")).isEmpty();
        assertThat(TokenSecret.parse(text + "\n")).isEmpty();
        assertThat(TokenSecret.parse(text.substring(1))).isEmpty();
    }

    private static String changed(String text, int at) {
        var other = text.charAt(at) == 'a' ? 'b' : 'a';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    @Test
    void it_is_never_printed() {
        var secret = TokenSecret.random();
        assertThat(secret.toString()).isEqualTo("muster_scim_…");
        assertThat(secret.key()).hasSize(64).isNotEqualTo(secret.text());
    }
}
