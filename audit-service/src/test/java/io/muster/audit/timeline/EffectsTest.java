package io.muster.audit.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When what was decided was so in the target, in every order in which decisions and what is done can meet. */
class EffectsTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private final List<Document> decisions = new ArrayList<>();
    private final List<Document> done = new ArrayList<>();

    @Test
    void what_is_done_after_the_decision_is_its_effect() {
        var granted = decide("granted", "active");
        done("active", 1, 10);
        var changed = decide("changed", "active");
        done("active", 2, 20);
        var suspended = decide("suspended", "disabled");
        done("disabled", 3, 30);
        var revoked = decide("revoked", "absent");
        done("absent", 4, 40);
        assertThat(effects(granted, changed, suspended, revoked)).containsExactly(10L, 20L, 30L, 40L);
    }

    @Test
    void who_was_disabled_before_it_was_decided_lost_access_then_and_a_rehire_gets_it_later() {
        var granted = decide("granted", "active");
        done("active", 1, 10);
        done("disabled", 1, 20);
        var suspended = decide("suspended", "disabled");
        var resumed = decide("resumed", "active");
        done("active", 3, 30);
        assertThat(effects(granted, suspended, resumed)).containsExactly(10L, 20L, 30L);
    }

    @Test
    void who_was_deleted_after_the_suspension_and_before_the_revocation_was_gone_then() {
        decide("granted", "active");
        done("active", 1, 10);
        var suspended = decide("suspended", "disabled");
        done("disabled", 2, 20);
        done("absent", 2, 30);
        var revoked = decide("revoked", "absent");
        assertThat(effects(suspended, revoked)).containsExactly(20L, 30L);
    }

    @Test
    void a_disable_that_was_taken_back_is_no_effect_of_a_later_suspension() {
        decide("granted", "active");
        done("active", 1, 10);
        done("disabled", 1, 20);
        done("active", 1, 30);
        var suspended = decide("suspended", "disabled");
        assertThat(effects(suspended)).containsExactly((Long) null);
        done("disabled", 2, 40);
        assertThat(effects(suspended)).containsExactly(40L);
    }

    @Test
    void decisions_that_were_overtaken_before_the_target_had_them_have_no_effect() {
        decide("granted", "active");
        done("active", 1, 10);
        var first = decide("suspended", "disabled");
        var resumed = decide("resumed", "active");
        var second = decide("suspended", "disabled");
        done("disabled", 4, 40);
        assertThat(effects(first, resumed, second)).containsExactly(null, null, 40L);
    }

    @Test
    void a_suspension_that_was_still_in_effect_when_it_was_decided_again_is_the_older_ones() {
        decide("granted", "active");
        done("active", 1, 10);
        var first = decide("suspended", "disabled");
        done("disabled", 2, 20);
        var resumed = decide("resumed", "active");
        var second = decide("suspended", "disabled");
        assertThat(effects(first, resumed, second)).containsExactly(20L, null, null);
    }

    @Test
    void a_revocation_that_comes_with_the_suspension_is_the_effect_of_both() {
        decide("granted", "active");
        done("active", 1, 10);
        var suspended = decide("suspended", "disabled");
        var revoked = decide("revoked", "absent");
        done("absent", 3, 30);
        assertThat(effects(suspended, revoked)).containsExactly(30L, 30L);
    }

    private Document decide(String change, String status) {
        var row = new Document("_id", (long) decisions.size())
                .append("event", "grant-" + decisions.size())
                .append("change", change)
                .append("status", status)
                .append("version", decisions.size() + 1L);
        decisions.add(row);
        return row;
    }

    private void done(String status, long grantVersion, long seconds) {
        done.add(new Document("status", status)
                .append("grantVersion", grantVersion)
                .append("causation", "event-" + done.size())
                .append("at", Date.from(START.plusSeconds(seconds))));
    }

    /** In seconds from the start. */
    private List<@Nullable Long> effects(Document... grants) {
        var seconds = new ArrayList<@Nullable Long>();
        for (var grant : grants) {
            var effect = new Effects(decisions, done).of(grant);
            seconds.add(effect == null ? null : effect.getEpochSecond() - START.getEpochSecond());
        }
        return seconds;
    }
}
