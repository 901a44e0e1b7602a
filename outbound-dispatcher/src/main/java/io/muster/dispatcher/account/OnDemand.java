package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.target.OpenTarget;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One account, step by step, dry or for real; blocks. */
@ApplicationScoped
class OnDemand {
    private static final Duration DATABASE = Duration.ofSeconds(20);

    private final AccountStore store;
    private final Targets targets;
    private final InstantSource clock;
    private final Database database;
    private final DueStore due;

    @Inject
    OnDemand(AccountStore store, Targets targets, InstantSource clock, Database database, DueStore due) {
        this.store = store;
        this.targets = targets;
        this.clock = clock;
        this.database = database;
        this.due = due;
    }

    /**
     * {@code {"identity","target","dryRun":true}} → {@code {"steps":[{"name":"import|scope|match|map|write|readBack",
     * "status":"success|failure|skipped","details":…}]}}. Not dry, the account is read and worked on next.
     */
    JsonNode provision(JsonNode body) {
        String identity = body.path("identity").asText("");
        String target = body.path("target").asText("");
        OpenTarget open = targets.find(target)
                .orElseThrow(() -> new ProblemException(Problem.of(404, "no-such-target", "no open target " + target)));
        Situation seen = store.situation(identity, target)
                .await()
                .atMost(DATABASE)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "no-such-account", identity + " has no grant in " + target)));
        ObjectNode answer = steps(open, seen);
        if (!body.path("dryRun").asBoolean(true)) {
            database.transaction(tx -> store.verify(tx, identity, target)
                            .chain(() -> due.mark(
                                    tx, List.of(new Mark(TargetStore.lane(target), identity, Priority.URGENT)))))
                    .await()
                    .atMost(DATABASE);
            due.wake();
        }
        return answer;
    }

    private ObjectNode steps(OpenTarget open, Situation seen) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Desired desired = Desired.of(open.target(), open.mapping(), seen.inputs(), clock.instant());
        boolean imported =
                seen.inputs().person().isPresent() && seen.inputs().grant().isPresent();
        step(answer, "import", imported ? "success" : "failure")
                .put("userVersion", seen.userVersion())
                .put("grantVersion", seen.grantVersion());
        step(answer, "scope", desired.goal() == Desired.Goal.UNDECIDED ? "skipped" : "success")
                .put("goal", desired.goal().name().toLowerCase(java.util.Locale.ROOT))
                .put("why", desired.why());
        Optional<TargetAccount> held = match(answer, open, seen, desired);
        map(answer, desired);
        write(answer, open, seen, desired, held);
        return answer;
    }

    private Optional<TargetAccount> match(ObjectNode answer, OpenTarget open, Situation seen, Desired desired) {
        Connector connector = open.connector();
        if (seen.state().targetId().isPresent()) {
            return switch (connector.read(seen.state().targetId().get())) {
                case Answer.Got<Optional<TargetAccount>>(Optional<TargetAccount> found) -> {
                    step(answer, "match", "success").put("linked", true).put("present", found.isPresent());
                    yield found;
                }
                case Answer.Failed<Optional<TargetAccount>>(Outcome.Trouble trouble) -> {
                    step(answer, "match", "failure").put("answer", trouble.detail());
                    yield Optional.empty();
                }
            };
        }
        Matching matching = new Matching(
                open.target().matching(),
                seen.identity(),
                id -> store.owner(seen.target(), id).await().atMost(DATABASE),
                java.util.Set.of());
        return switch (matching.search(connector, desired)) {
            case Matching.Hit(TargetAccount account) -> {
                step(answer, "match", "success").put("targetId", account.id().value());
                yield Optional.of(account);
            }
            case Matching.None none -> {
                step(answer, "match", "success").put("hits", 0);
                yield Optional.empty();
            }
            case Matching.Ambiguous(String why) -> {
                step(answer, "match", "failure").put("answer", why);
                yield Optional.empty();
            }
            case Matching.Stopped(Outcome.Trouble trouble) -> {
                step(answer, "match", "failure").put("answer", trouble.detail());
                yield Optional.empty();
            }
        };
    }

    private static void map(ObjectNode answer, Desired desired) {
        boolean failed = desired.goal() == Desired.Goal.INVALID;
        ObjectNode details = step(answer, "map", failed ? "failure" : "success");
        if (failed) {
            details.put("answer", desired.why());
        }
        ObjectNode attributes = details.putObject("attributes");
        desired.attributes().forEach(attributes::set);
        desired.entitlements().forEach(details.putArray("entitlements")::add);
    }

    private static void write(
            ObjectNode answer, OpenTarget open, Situation seen, Desired desired, Optional<TargetAccount> held) {
        ObjectNode details = step(answer, "write", "skipped");
        String action = switch (desired.goal()) {
            case ACTIVE -> held.isEmpty() ? "create" : "update";
            case DISABLED -> held.filter(TargetAccount::active).isPresent() ? "disable" : "none";
            case GONE -> held.isPresent() ? "delete" : "none";
            case LEFT, UNDECIDED, INVALID -> "none";
        };
        details.put("action", action);
        if (action.equals("update")) {
            Map<String, JsonNode> changes = Differences.of(
                    open.mapping(), desired.attributes(), seen.state(), held.map(TargetAccount::attributes));
            ObjectNode sent = details.putObject("changes");
            changes.forEach(sent::set);
        }
        step(answer, "readBack", held.isPresent() ? "success" : "skipped")
                .put("active", held.map(TargetAccount::active).orElse(false));
    }

    private static ObjectNode step(ObjectNode answer, String name, String status) {
        return answer.withArray("steps")
                .addObject()
                .put("name", name)
                .put("status", status)
                .putObject("details");
    }
}
