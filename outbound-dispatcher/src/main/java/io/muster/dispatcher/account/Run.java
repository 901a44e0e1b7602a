package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.dispatcher.account.Result.Attempt;
import io.muster.dispatcher.account.Result.Step;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.events.Change;
import io.muster.events.EventTypes;
import io.muster.runtime.pg.due.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is known in the course of one run, and what was done. Used by one thread. */
final class Run {
    private final AccountState before;
    private Optional<TargetId> id;
    private boolean active;
    private Map<String, JsonNode> written;
    private Map<String, JsonNode> seen;
    private Set<String> entitlements;
    private Optional<Map<String, JsonNode>> live = Optional.empty();
    private Optional<Instant> uncertainSince;
    private final List<Step> steps = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();

    Run(AccountState state) {
        this.before = state;
        this.id = state.targetId();
        this.active = state.active();
        this.written = state.written();
        this.seen = state.seen();
        this.entitlements = state.entitlements();
        this.uncertainSince = state.uncertainSince();
    }

    Optional<TargetId> id() {
        return id;
    }

    boolean active() {
        return active;
    }

    boolean verify() {
        return before.verify() || before.drifted();
    }

    Set<String> entitlements() {
        return entitlements;
    }

    Optional<Map<String, JsonNode>> live() {
        return live;
    }

    Optional<Duration> uncertainFor(Instant now) {
        return uncertainSince.map(since -> Duration.between(since, now));
    }

    AccountState known() {
        return state(false);
    }

    private AccountState state(boolean verifyAgain) {
        return new AccountState(id, active, written, seen, entitlements, verifyAgain, false, uncertainSince);
    }

    void read(TargetAccount account) {
        active = account.active();
        live = Optional.of(account.attributes());
    }

    void holds(Set<String> held) {
        entitlements = held;
    }

    void gone() {
        id = Optional.empty();
        active = false;
        written = Map.of();
        seen = Map.of();
        entitlements = Set.of();
        live = Optional.empty();
    }

    void adopt(TargetAccount account) {
        id = Optional.of(account.id());
        active = account.active();
        written = Map.of();
        seen = account.attributes();
        live = Optional.of(account.attributes());
        uncertainSince = Optional.empty();
        steps.add(new Step(EventTypes.ACCOUNT_ADOPTED, List.of(), shown(account.attributes())));
    }

    void created(TargetAccount account, Map<String, JsonNode> attributes) {
        id = Optional.of(account.id());
        active = account.active();
        written = attributes;
        seen = account.attributes();
        live = Optional.empty();
        uncertainSince = Optional.empty();
        steps.add(new Step(EventTypes.ACCOUNT_CREATED, changes(Map.of(), attributes), shown(attributes)));
    }

    /** Whether it can be used belongs to what is told of an account: who listens must not have to remember it. */
    private Map<String, JsonNode> shown(Map<String, JsonNode> attributes) {
        Map<String, JsonNode> shown = new LinkedHashMap<>(attributes);
        shown.put("active", BooleanNode.valueOf(active));
        return shown;
    }

    void sees(TargetAccount account) {
        seen = account.attributes();
        active = account.active();
    }

    void updated(Map<String, JsonNode> changes, Map<String, JsonNode> attributes) {
        Map<String, JsonNode> old = live.orElse(before.seen());
        steps.add(new Step(EventTypes.ACCOUNT_UPDATED, changes(old, changes), shown(attributes)));
        live = Optional.empty();
    }

    /** The target holds these now, whether they had to be sent or were there. */
    void wrote(Map<String, JsonNode> attributes) {
        written = attributes;
        live.ifPresent(image -> seen = image);
    }

    void enabled(Map<String, JsonNode> attributes) {
        active = true;
        steps.add(new Step(EventTypes.ACCOUNT_ENABLED, List.of(active(false, true)), shown(attributes)));
    }

    void disabled(Map<String, JsonNode> attributes) {
        active = false;
        steps.add(new Step(EventTypes.ACCOUNT_DISABLED, List.of(active(true, false)), shown(attributes)));
    }

    void deleted() {
        steps.add(new Step(EventTypes.ACCOUNT_DELETED, List.of(), seen));
        lastId = id;
        gone();
    }

    private Optional<TargetId> lastId = Optional.empty();

    void entitled(Set<String> wanted, Map<String, JsonNode> attributes) {
        if (!wanted.equals(entitlements)) {
            entitled(new Change("entitlements", array(entitlements), array(wanted)), attributes);
        }
        entitlements = new TreeSet<>(wanted);
    }

    /** One event tells a new account with its entitlements, and one what was taken and given with nothing between. */
    private void entitled(Change change, Map<String, JsonNode> attributes) {
        Optional<Step> last = steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
        if (last.isPresent() && last.get().type().equals(EventTypes.ACCOUNT_CREATED)) {
            List<Change> all = new ArrayList<>(last.get().changes());
            all.add(change);
            steps.set(
                    steps.size() - 1,
                    new Step(last.get().type(), all, last.get().account()));
        } else if (last.isPresent() && last.get().goesOnWith(change)) {
            JsonNode before = last.get().changes().getFirst().before();
            Change whole = new Change(change.path(), before, change.after());
            steps.set(steps.size() - 1, new Step(last.get().type(), List.of(whole), shown(attributes)));
        } else {
            steps.add(new Step(EventTypes.ACCOUNT_UPDATED, List.of(change), shown(attributes)));
        }
    }

    void uncertain(Instant now) {
        uncertainSince = Optional.of(now);
    }

    void tried(String action, Outcome outcome) {
        attempts.add(
                switch (outcome) {
                    case Outcome.Applied applied -> new Attempt(action, "applied", "");
                    case Outcome.Unchanged unchanged -> new Attempt(action, "unchanged", "");
                    case Outcome.Missing missing -> new Attempt(action, "missing", "");
                    case Outcome.Conflict(String detail) -> new Attempt(action, "conflict", detail);
                    case Outcome.Refused(String detail) -> new Attempt(action, "refused", detail);
                    case Outcome.Unauthorized(String detail) -> new Attempt(action, "unauthorized", detail);
                    case Outcome.Busy busy -> new Attempt(action, "busy", busy.detail());
                    case Outcome.Unreachable(String detail) -> new Attempt(action, "unreachable", detail);
                    case Outcome.Unknown(String detail) -> new Attempt(action, "unknown", detail);
                });
    }

    String status() {
        if (id.isEmpty()) {
            return "absent";
        }
        return active ? "active" : "disabled";
    }

    Result settled(String status) {
        uncertainSince = Optional.empty();
        return result(status, true, Optional.empty(), "", Next.done(), false);
    }

    Result waiting(String status, String why) {
        return result(status, false, Optional.empty(), why, Next.done(), before.verify());
    }

    Result later(String why, Duration wait) {
        return result(
                status().equals("absent") ? "pending" : status(),
                false,
                Optional.empty(),
                why,
                new Next.Later(wait, why),
                true);
    }

    /** A person has to change something; it is tried again with growing pauses all the same. */
    Result failed(String why) {
        return result("failed", false, Optional.empty(), why, new Next.Retry(why), true);
    }

    /** The account was there a moment ago. */
    Result vanished() {
        gone();
        return result(
                "verify",
                false,
                Optional.empty(),
                "The account is gone from the target",
                new Next.Later(Duration.ZERO, "gone"),
                true);
    }

    Result stopped(Outcome.Trouble trouble) {
        Next next = trouble instanceof Outcome.Busy(String detail, Optional<Duration> after) && after.isPresent()
                ? new Next.Later(after.get(), detail)
                : new Next.Retry(trouble.detail());
        String status = switch (trouble) {
            case Outcome.Unknown unknown -> "verify";
            case Outcome.Refused refused -> "failed";
            case Outcome.Unauthorized unauthorized -> "failed";
            case Outcome.Busy busy -> id.isEmpty() ? "pending" : status();
            case Outcome.Unreachable unreachable -> id.isEmpty() ? "pending" : status();
        };
        return result(status, false, Optional.of(trouble), trouble.detail(), next, true);
    }

    private Result result(
            String status,
            boolean settled,
            Optional<Outcome.Trouble> trouble,
            String reason,
            Next next,
            boolean again) {
        boolean answered = trouble.isEmpty() && (!attempts.isEmpty() || live.isPresent());
        return new Result(status, settled, state(again), steps, attempts, trouble, answered, reason, next);
    }

    /** The account that an event is about, also after it is gone. */
    Optional<TargetId> about() {
        return id.isPresent() ? id : lastId;
    }

    private static Change active(boolean from, boolean to) {
        return new Change("active", BooleanNode.valueOf(from), BooleanNode.valueOf(to));
    }

    private static List<Change> changes(Map<String, JsonNode> old, Map<String, JsonNode> values) {
        List<Change> changes = new ArrayList<>();
        new LinkedHashMap<>(values).forEach((name, value) -> changes.add(new Change(name, old.get(name), value)));
        return changes;
    }

    private static JsonNode array(Set<String> names) {
        var array = JsonNodeFactory.instance.arrayNode();
        new TreeSet<>(names).forEach(array::add);
        return array;
    }
}
