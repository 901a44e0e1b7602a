package io.muster.dispatcher.connector.scim;

import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one group's members: one request at a time, and what was asked for while it was under way goes
 * together in the next. A target's work for one member grows with the group; so a thousand joiners of one group cost
 * some tens of requests, not a thousand.
 */
final class MemberChanges {
    private final int most;
    private final Function<Change, Outcome> send;
    private final ReentrantLock sending = new ReentrantLock();
    private final Deque<Asked> waiting = new ArrayDeque<>();

    /** Members to add and to remove. */
    record Change(Set<TargetId> add, Set<TargetId> remove) {
        Change {
            add = Set.copyOf(add);
            remove = Set.copyOf(remove);
        }

        private int size() {
            return add.size() + remove.size();
        }
    }

    /** A change that somebody waits for; its outcome is written and read under the lock. */
    private static final class Asked {
        private final Change change;
        private @Nullable Outcome outcome;

        private Asked(Change change) {
            this.change = change;
        }
    }

    /**
     * For one group.
     *
     * @param most so many members in one request, unless a single change has more
     * @param send sends a change and says what came of it
     */
    MemberChanges(int most, Function<Change, Outcome> send) {
        this.most = most;
        this.send = send;
    }

    /** Returns when the change was sent, alone or with others. */
    Outcome apply(Change change) {
        var asked = new Asked(change);
        synchronized (waiting) {
            waiting.add(asked);
        }
        sending.lock();
        try {
            // What waits before ours goes first, so ours is sent after finitely many rounds.
            while (asked.outcome == null) {
                sendTogether(next());
            }
            return asked.outcome;
        } finally {
            sending.unlock();
        }
    }

    /** How many changes wait for the request under way. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private List<Asked> next() {
        synchronized (waiting) {
            var together = new ArrayList<Asked>();
            int members = 0;
            while (!waiting.isEmpty()
                    && (together.isEmpty()
                            || members + waiting.getFirst().change.size() <= most)) {
                var asked = waiting.removeFirst();
                members += asked.change.size();
                together.add(asked);
            }
            return together;
        }
    }

    private void sendTogether(List<Asked> together) {
        try {
            sendOrDivide(together);
        } finally {
            // Where sending failed by a mistake of ours, its own caller gets that; nobody else may wait for ever.
            for (var asked : together) {
                if (asked.outcome == null) {
                    asked.outcome = new Outcome.Unknown("the request for the group broke off");
                }
            }
        }
    }

    private void sendOrDivide(List<Asked> together) {
        if (together.size() > 1) {
            var outcome = send.apply(merged(together));
            if (concernsAll(outcome)) {
                together.forEach(asked -> asked.outcome = outcome);
                return;
            }
        }
        // One of them may have spoiled it for all: each alone gets an answer of its own.
        together.forEach(asked -> asked.outcome = send.apply(asked.change));
    }

    private static boolean concernsAll(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> true;
            case Outcome.Unchanged unchanged -> true;
            case Outcome.Missing missing -> false;
            case Outcome.Conflict conflict -> false;
            case Outcome.Refused refused -> false;
            case Outcome.Trouble trouble -> true;
        };
    }

    /** The later one counts where two speak of the same member. */
    private static Change merged(List<Asked> together) {
        var add = new HashSet<TargetId>();
        var remove = new HashSet<TargetId>();
        for (var asked : together) {
            add.removeAll(asked.change.remove());
            remove.addAll(asked.change.remove());
            remove.removeAll(asked.change.add());
            add.addAll(asked.change.add());
        }
        return new Change(add, remove);
    }
}
