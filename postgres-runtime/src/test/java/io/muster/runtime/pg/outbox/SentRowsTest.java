package io.muster.runtime.pg.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SentRowsTest {
    private static final String STORE = "0193a1b2-c3d4-7000-8abc-0123456789ab";

    @Test
    void numbers_come_back_as_they_were() {
        var sent = new SentRows(STORE, 2, 7, List.of(1L, 2L, 3L, 40L, 41L, 1_000_000_007L));
        assertThat(sent.encode()).isEqualTo("1|" + STORE + "|2|7|1-3,14-15,gjdgxz");
        assertThat(SentRows.decode(sent.encode())).contains(sent);
    }

    @Test
    void what_is_no_note_of_ours_says_nothing() {
        assertThat(SentRows.decode("")).isEmpty();
        assertThat(SentRows.decode("2|x|1|1|1")).isEmpty();
        assertThat(SentRows.decode("1|" + STORE + "|1|1|")).isEmpty();
    }

    @Test
    void a_batch_is_cut_where_its_note_would_not_fit() {
        var scattered = LongStream.range(0, 500)
                .map(i -> 4_000_000_000_000L + 3 * i)
                .boxed()
                .toList();
        int count = SentRows.fitting(STORE, 1, 1, scattered);
        assertThat(count).isBetween(300, 499);
        assertThat(new SentRows(STORE, 1, 1, scattered.subList(0, count)).encode())
                .hasSizeLessThanOrEqualTo(SentRows.MAX_LENGTH);
        var together = LongStream.range(0, 500).boxed().toList();
        assertThat(SentRows.fitting(STORE, 1, 1, together)).isEqualTo(500);
    }

    @Test
    void rows_of_another_store_or_of_one_that_was_restored_are_never_taken_for_sent() {
        var sent = new SentRows(STORE, 1, 7, List.of(1L));
        assertThat(sent.areOf(STORE, 1, 8)).isTrue();
        assertThat(sent.areOf("another", 1, 8)).isFalse();
        assertThat(sent.areOf(STORE, 2, 8)).isFalse(); // restored, and said so
        assertThat(sent.areOf(STORE, 1, 5)).isFalse(); // restored: it has forgotten terms 6 and 7
    }
}
