package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void state_topics_are_compacted_and_wait_a_week_for_slow_readers() {
        var users = Topics.named(Topics.IDENTITY_USERS);
        assertThat(users.kind()).isEqualTo(TopicDefinition.Kind.STATE);
        assertThat(users.partitions()).isEqualTo(12);
        assertThat(users.configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "604800000")
                .containsEntry("delete.retention.ms", "604800000");
    }

    @Test
    void history_topics_keep_thirty_days() {
        assertThat(Topics.named(Topics.ADMIN_EVENTS).configs()).containsEntry("retention.ms", "2592000000");
    }

    @Test
    void a_topic_that_is_none_of_ours_is_refused() {
        assertThatThrownBy(() -> Topics.named("other")).hasMessageContaining("other");
    }
}
