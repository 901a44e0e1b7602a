package io.muster.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreferenceTest {
    @Test
    void preferences_are_read_as_rfc_7240_writes_them() {
        assertThat(Preference.of(List.of("respond-async"))).isEqualTo(new Preference(true, Optional.empty()));
        assertThat(Preference.of(List.of("return=minimal, Respond-Async ,wait = 5"))
                        .respondAsync())
                .isTrue();
        assertThat(Preference.of(List.of("respond-async; foo=bar, wait=10")))
                .isEqualTo(new Preference(true, Optional.of(Duration.ofSeconds(10))));
        assertThat(Preference.of(List.of("wait=\"7\"", "respond-async, wait=10")))
                .isEqualTo(new Preference(true, Optional.of(Duration.ofSeconds(7))));
    }

    @Test
    void what_cannot_be_read_is_no_preference() {
        for (var header :
                new String[] {"", ",", "wait=", "wait=soon", "wait=-1", "wait=99999999", "respond-asynchronously"}) {
            assertThat(Preference.of(List.of(header))).as(header).isEqualTo(new Preference(false, Optional.empty()));
        }
        assertThat(Preference.of(List.of())).isEqualTo(new Preference(false, Optional.empty()));
    }
}
