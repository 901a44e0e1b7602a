package io.muster.runtime.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.runtime.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTest {
    @Test
    void a_cursor_gives_back_its_fields() {
        assertThat(Cursor.decode(Cursor.encode("2026-11-24", "Ünal"), 2)).containsExactly("2026-11-24", "Ünal");
        assertThat(Cursor.decode(null, 2)).isEmpty();
    }

    @Test
    void what_is_no_cursor_of_this_list_is_a_bad_request() {
        for (var bad : List.of("%%%", Cursor.encode("one"), "_w", Cursor.encode("a", "\0"))) {
            assertThatThrownBy(() -> Cursor.decode(bad, 2))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isEqualTo(400));
        }
    }

    @Test
    void a_page_has_a_next_only_if_there_is_more() {
        assertThat(Page.of(List.of("a", "b", "c"), 2, item -> "after-" + item))
                .isEqualTo(new Page<>(List.of("a", "b"), "after-b"));
        assertThat(Page.of(List.of("a", "b"), 2, item -> "after-" + item))
                .isEqualTo(new Page<>(List.of("a", "b"), null));
    }
}
