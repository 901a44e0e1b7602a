package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.target.OpenTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One run over one account: find it, then bring it where it should be, in steps that each leave the target no worse
 * than before. What takes access away comes before everything else, what gives it after everything else. Blocks; used
 * by one thread.
 */
final class AccountWork {
    private final OpenTarget open;
    private final Connector connector;
    private final Desired desired;
    private final Matching matching;
    private final Takeaways takeaways;
    private final Instant now;
    private final Run run;
    private final Writes writes;
    private final Entitling entitling;

    /** Asks whether one more account may be disabled or deleted in the target, and again after a while if not. */
    record Takeaways(BooleanSupplier disable, BooleanSupplier delete, Duration again) {}

    AccountWork(
            OpenTarget open,
            Desired desired,
            AccountState state,
            Matching matching,
            Takeaways takeaways,
            Sender sender,
            Instant now) {
        this.open = open;
        this.connector = open.connector();
        this.desired = desired;
        this.matching = matching;
        this.takeaways = takeaways;
        this.now = now;
        this.run = new Run(state);
        this.writes = new Writes(sender, run);
        this.entitling = new Entitling(connector, desired, run, writes);
    }

    Result work() {
        return switch (desired.goal()) {
            case UNDECIDED -> run.waiting("pending", desired.why());
            case INVALID -> run.failed(desired.why());
            case LEFT -> run.settled(run.status());
            case ACTIVE, DISABLED, GONE -> locate().orElseGet(this::converge);
        };
    }

    /** Finds the account, and reads it where what we know may be wrong. A result ends the run. */
    private Optional<Result> locate() {
        if (run.id().isPresent()) {
            return run.verify() ? readBack(run.id().get()) : Optional.empty();
        }
        return search();
    }

    private Optional<Result> readBack(TargetId id) {
        return switch (connector.read(id)) {
            case Answer.Failed<Optional<TargetAccount>>(Outcome.Trouble trouble) -> Optional.of(run.stopped(trouble));
            case Answer.Got<Optional<TargetAccount>>(Optional<TargetAccount> found) -> {
                if (found.isEmpty()) {
                    run.gone();
                    yield search();
                }
                run.read(found.get());
                yield readEntitlements(id);
            }
        };
    }

    private Optional<Result> readEntitlements(TargetId id) {
        Set<String> asked = new HashSet<>(run.entitlements());
        asked.addAll(desired.entitlements());
        asked.addAll(matching.knownEntitlements());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        return switch (connector.entitlements(id, asked)) {
            case Answer.Failed<Set<String>>(Outcome.Trouble trouble) -> Optional.of(run.stopped(trouble));
            case Answer.Got<Set<String>>(Set<String> held) -> {
                run.holds(held);
                yield Optional.empty();
            }
        };
    }

    private Optional<Result> search() {
        return switch (matching.search(connector, desired)) {
            case Matching.Stopped(Outcome.Trouble trouble) -> Optional.of(run.stopped(trouble));
            case Matching.Ambiguous(String why) -> Optional.of(run.failed(why));
            case Matching.None none -> Optional.empty();
            case Matching.Hit(TargetAccount account) -> {
                run.adopt(account);
                yield readEntitlements(account.id());
            }
        };
    }

    private Result converge() {
        return switch (desired.goal()) {
            case ACTIVE -> run.id().map(this::keep).orElseGet(this::create);
            case DISABLED -> run.id().map(this::disable).orElseGet(() -> run.settled("absent"));
            case GONE -> run.id().map(this::delete).orElseGet(() -> run.settled("absent"));
            case LEFT, UNDECIDED, INVALID -> throw new IllegalStateException("decided before");
        };
    }

    private Result create() {
        Optional<Duration> wait =
                run.uncertainFor(now).map(open.target().settle()::minus).filter(Duration::isPositive);
        if (wait.isPresent()) {
            return run.later("a create had no answer; searching again when the target has settled", wait.get());
        }
        NewAccount account = new NewAccount(true, desired.attributes());
        Outcome outcome = writes.send("create", () -> connector.create(account));
        return switch (outcome) {
            case Outcome.Applied(Optional<TargetAccount> after)
            when after.isPresent() -> {
                run.created(after.get(), desired.attributes());
                yield entitle(after.get().id());
            }
            case Outcome.Conflict(String detail) -> {
                Optional<Result> found = search();
                yield found.orElseGet(() -> run.id()
                        .map(this::keep)
                        .orElseGet(() -> run.failed("The name is taken: " + detail + matching.hint())));
            }
            case Outcome.Applied applied -> run.stopped(new Outcome.Unknown("created, but not shown"));
            case Outcome.Unchanged unchanged -> run.stopped(new Outcome.Unknown("not created, but not refused"));
            case Outcome.Missing missing -> run.stopped(new Outcome.Refused("the place for accounts is missing"));
            case Outcome.Unknown unknown -> {
                run.uncertain(now);
                yield run.stopped(unknown);
            }
            case Outcome.Trouble trouble -> run.stopped(trouble);
        };
    }

    /** What is to be taken goes first: who is let in again must not find for a moment what nobody grants him now. */
    private Result keep(TargetId id) {
        return entitling
                .takeSurplus(id)
                .or(() -> update(id))
                .or(() -> enable(id))
                .orElseGet(() -> entitle(id));
    }

    private Optional<Result> update(TargetId id) {
        Map<String, JsonNode> changes = Differences.of(open.mapping(), desired.attributes(), run.known(), run.live());
        if (!changes.isEmpty()) {
            Outcome outcome = writes.send("update", () -> connector.update(id, changes));
            Optional<Result> stop = writes.after(outcome).or(() -> shown(id, outcome));
            if (stop.isPresent()) {
                return stop;
            }
            run.updated(changes, desired.attributes());
        }
        run.wrote(desired.attributes());
        return Optional.empty();
    }

    private Optional<Result> enable(TargetId id) {
        if (run.active()) {
            return Optional.empty();
        }
        Optional<Result> stop = writes.write("enable", () -> connector.setActive(id, true));
        if (stop.isEmpty()) {
            run.enabled(desired.attributes());
        }
        return stop;
    }

    /** What the target made of it: its own answer, else what it shows when asked. */
    private Optional<Result> shown(TargetId id, Outcome outcome) {
        if (outcome instanceof Outcome.Applied(Optional<TargetAccount> after) && after.isPresent()) {
            run.sees(after.get());
            return Optional.empty();
        }
        return switch (connector.read(id)) {
            case Answer.Failed<Optional<TargetAccount>>(Outcome.Trouble trouble) -> Optional.of(run.stopped(trouble));
            case Answer.Got<Optional<TargetAccount>>(Optional<TargetAccount> found) -> {
                found.ifPresent(run::sees);
                yield found.isPresent() ? Optional.empty() : Optional.of(run.vanished());
            }
        };
    }

    private Result entitle(TargetId id) {
        return entitling.giveMissing(id).orElseGet(() -> run.settled("active"));
    }

    private Result disable(TargetId id) {
        if (run.active()) {
            if (!takeaways.disable().getAsBoolean()) {
                return run.later("Waits: the target's limit of disables is reached", takeaways.again());
            }
            Optional<Result> stop = writes.write("disable", () -> connector.setActive(id, false));
            if (stop.isPresent()) {
                return stop.get();
            }
            Optional<Result> unproven = writes.prove(
                    connector
                            .read(id)
                            .map(found -> found.isEmpty() || !found.get().active()),
                    "is still active");
            if (unproven.isPresent()) {
                return unproven.get();
            }
            run.disabled(desired.attributes());
        }
        return run.settled("disabled");
    }

    private Result delete(TargetId id) {
        if (!takeaways.delete().getAsBoolean()) {
            return run.later("Waits: the target's limit of deletions is reached", takeaways.again());
        }
        Outcome outcome = writes.send("delete", () -> connector.delete(id));
        if (!(outcome instanceof Outcome.Missing)) {
            Optional<Result> stop = writes.after(outcome);
            if (stop.isPresent()) {
                return stop.get();
            }
            // Some targets answer a DELETE by disabling; then the account is as good as gone.
            Optional<Result> unproven = writes.prove(
                    connector
                            .read(id)
                            .map(found -> found.isEmpty() || !found.get().active()),
                    "is still there");
            if (unproven.isPresent()) {
                return unproven.get();
            }
        }
        run.deleted();
        return run.settled("absent");
    }
}
