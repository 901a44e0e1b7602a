package io.muster.dispatcher.connector.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.connector.scim.MemberChanges.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;

class MemberChangesTest {
    private static final Outcome APPLIED = new Outcome.Applied(Optional.empty());

    /** A group whose first request is held up, so that the rest gathers behind it. */
    private static final class Group {
        private final List<Change> sent = new ArrayList<>();
        private final Set<TargetId> members = new HashSet<>();
        private final CountDownLatch open = new CountDownLatch(1);
        private final Phaser arrived = new Phaser(1);

        Outcome send(Change change) {
            arrived.arrive();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sent.add(change);
            if (change.add().contains(new TargetId("mistake"))) {
                throw new IllegalStateException("a mistake of ours");
            }
            if (change.add().contains(new TargetId("stranger"))) {
                return new Outcome.Refused("there is no stranger");
            }
            members.addAll(change.add());
            members.removeAll(change.remove());
            return APPLIED;
        }
    }

    @Test
    void whatGathersBehindARequestGoesTogether() throws Exception {
        var group = new Group();
        var outcomes = together(group, 100, 40, number -> adding("m" + number));
        assertThat(outcomes).hasSize(40).containsOnly(APPLIED);
        assertThat(group.members).hasSize(40);
        assertThat(group.sent).as("the one under way, and all others in one").hasSize(2);
    }

    @Test
    void aRequestHasNoMoreMembersThanTheTargetTakes() throws Exception {
        var group = new Group();
        together(group, 10, 31, number -> adding("m" + number));
        assertThat(group.members).hasSize(31);
        assertThat(group.sent).allSatisfy(change -> assertThat(change.add()).hasSizeLessThanOrEqualTo(10));
        assertThat(group.sent).hasSize(4);
    }

    @Test
    void oneThatIsRefusedSpoilsItForNobodyElse() throws Exception {
        var group = new Group();
        var outcomes = together(group, 100, 10, number -> adding(number == 7 ? "stranger" : "m" + number));
        assertThat(outcomes).filteredOn(Outcome.Refused.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(APPLIED::equals).hasSize(9);
        assertThat(group.members).hasSize(9);
    }

    @Test
    void theLaterChangeOfAMemberCounts() throws Exception {
        var group = new Group();
        var changes = new MemberChanges(100, group::send);
        var one = new TargetId("one");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> changes.apply(adding("other")));
            group.arrived.awaitAdvance(0);
            var added = threads.submit(() -> changes.apply(new Change(Set.of(one), Set.of())));
            await().until(() -> changes.waiting() == 1);
            var removed = threads.submit(() -> changes.apply(new Change(Set.of(), Set.of(one))));
            await().until(() -> changes.waiting() == 2);
            group.open.countDown();
            assertThat(List.of(first.get(), added.get(), removed.get())).containsOnly(APPLIED);
        }
        assertThat(group.members).containsExactly(new TargetId("other"));
    }

    @Test
    void aMistakeLeavesNobodyWaiting() throws Exception {
        var group = new Group();
        var changes = new MemberChanges(100, group::send);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> changes.apply(adding("m0")));
            group.arrived.awaitAdvance(0);
            var others = List.of(
                    threads.submit(() -> changes.apply(adding("m1"))),
                    threads.submit(() -> changes.apply(adding("mistake"))));
            await().until(() -> changes.waiting() == 2);
            group.open.countDown();
            assertThat(first.get()).isEqualTo(APPLIED);
            await().until(() -> others.stream().allMatch(Future::isDone));
            assertThat(others)
                    .filteredOn(one -> one.state() == Future.State.FAILED)
                    .hasSize(1);
            assertThat(others)
                    .filteredOn(one -> one.state() == Future.State.SUCCESS)
                    .allSatisfy(one -> assertThat(one.resultNow()).isInstanceOf(Outcome.Unknown.class));
        }
    }

    private static Change adding(String member) {
        return new Change(Set.of(new TargetId(member)), Set.of());
    }

    private interface Numbered {
        Change change(int number);
    }

    /** The first request is under way before the others are asked for, and ends when all of them wait. */
    private static List<Outcome> together(Group group, int most, int count, Numbered asks) throws Exception {
        var changes = new MemberChanges(most, group::send);
        var outcomes = new ArrayList<Outcome>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Outcome>>();
            asked.add(threads.submit(() -> changes.apply(asks.change(0))));
            group.arrived.awaitAdvance(0);
            for (int number = 1; number < count; number++) {
                var change = asks.change(number);
                asked.add(threads.submit(() -> changes.apply(change)));
            }
            await().until(() -> changes.waiting() == count - 1);
            group.open.countDown();
            for (var one : asked) {
                outcomes.add(one.get());
            }
        }
        return outcomes;
    }
}
