package io.muster.runtime.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    @Test
    void ids_are_of_version_7_and_carry_the_time() {
        long before = System.currentTimeMillis();
        var id = Uuid7.nextUuid();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis() + 1_000);
    }

    @Test
    void ids_rise_also_within_a_millisecond() {
        assertThat(IntStream.range(0, 20_000).mapToObj(i -> Uuid7.next()).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
