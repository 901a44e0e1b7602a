package io.muster.dispatcher.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.AccountPage;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.target.OpenTarget;
import io.muster.dispatcher.target.Target;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets;
import io.muster.dispatcher.target.Targets.TargetsChanged;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.runtime.pg.outbox.Outbox;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Compares each target on its schedule and on demand. */
@ApplicationScoped
public class Reconciliation implements Worker<Reconciliation.Look, Reconciliation.Found> {
    /** The kind of its rows in the due table; the key is the target. */
    static final String KIND = "reconciliation";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pool pool;
    private final Database database;
    private final DueStore due;
    private final WorkLoops loops;
    private final Targets targets;
    private final Outbox outbox;
    private final DriftEvents events;
    private final InstantSource clock;
    private final Executor virtualThreads = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    Reconciliation(
            Pool pool,
            Database database,
            DueStore due,
            WorkLoops loops,
            Targets targets,
            Outbox outbox,
            DriftEvents events,
            InstantSource clock) {
        this.pool = pool;
        this.database = database;
        this.due = due;
        this.loops = loops;
        this.targets = targets;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** What we know. */
    record Look(Optional<OpenTarget> open, List<Comparison.Known> known, Set<String> entitlements) {}

    /** What the target holds, or why that is not known. */
    record Found(Optional<Comparison> comparison, int accounts, String error) {}

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(2), this);
    }

    /** Each target has a next date; a new one gets it when it is opened. */
    void follow(@Observes TargetsChanged changed) {
        for (Target target : changed.targets()) {
            database.transaction(tx -> tx.preparedQuery("select 1 from due where kind = $1 and key = $2")
                            .execute(Tuple.of(KIND, target.name()))
                            .chain(rows -> rows.size() > 0
                                    ? Uni.createFrom().voidItem()
                                    : due.mark(
                                            tx,
                                            List.of(new Mark(KIND, target.name(), Priority.BACKGROUND)
                                                    .at(clock.instant().plus(target.every()))))))
                    .subscribe()
                    .with(done -> {}, failure -> {});
        }
    }

    /** Compares a target as soon as possible. */
    public Uni<Void> now(String target) {
        return database.transaction(tx -> due.mark(tx, List.of(new Mark(KIND, target, Priority.INTERACTIVE))))
                .invoke(due::wake);
    }

    @Override
    public Uni<Look> look(Claim claim) {
        // What is being worked on is not compared: the worker knows better.
        return pool.preparedQuery("""
                        select a.identity, a.target_id, a.active, a.seen::text as seen, a.entitlements::text as entitlements
                          from account a
                         where a.target = $1 and a.target_id is not null
                           and not exists (select 1 from due d where d.kind = $2 and d.key = a.identity)""")
                .execute(Tuple.of(claim.key(), TargetStore.lane(claim.key())))
                .chain(rows -> {
                    List<Comparison.Known> known = new ArrayList<>();
                    rows.forEach(row -> known.add(new Comparison.Known(
                            row.getString("identity"),
                            new TargetId(row.getString("target_id")),
                            row.getBoolean("active"),
                            attributes(row.getString("seen")),
                            names(row.getString("entitlements")))));
                    return pool.preparedQuery("select name from known_entitlement where target = $1")
                            .execute(Tuple.of(claim.key()))
                            .map(named -> {
                                Set<String> entitlements = new TreeSet<>();
                                named.forEach(row -> entitlements.add(row.getString("name")));
                                return new Look(targets.find(claim.key()), known, entitlements);
                            });
                });
    }

    @Override
    public Uni<Found> act(Claim claim, Look look) {
        return look.open()
                .map(open -> Uni.createFrom().item(() -> compare(open, look)).runSubscriptionOn(virtualThreads))
                .orElseGet(() -> Uni.createFrom().item(new Found(Optional.empty(), 0, "the target is not open")));
    }

    private static Found compare(OpenTarget open, Look look) {
        List<TargetAccount> held = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            switch (open.connector().page(cursor)) {
                case Answer.Failed<AccountPage>(Outcome.Trouble trouble) -> {
                    return new Found(Optional.empty(), 0, trouble.detail());
                }
                case Answer.Got<AccountPage>(AccountPage page) -> {
                    held.addAll(page.accounts());
                    cursor = page.next();
                }
            }
        } while (cursor.isPresent());
        return switch (open.connector().members(look.entitlements())) {
            case Answer.Failed<Map<String, Set<TargetId>>>(Outcome.Trouble trouble) ->
                new Found(Optional.empty(), held.size(), trouble.detail());
            case Answer.Got<Map<String, Set<TargetId>>>(Map<String, Set<TargetId>> members) ->
                new Found(Optional.of(Comparison.of(look.known(), held, members)), held.size(), "");
        };
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Look look, Found found) {
        String target = claim.key();
        if (look.open().isEmpty()) {
            return Uni.createFrom().item(Next.done());
        }
        if (found.comparison().isEmpty()) {
            return note(tx, target, found, 0, 0).replaceWith(new Next.Retry(found.error()));
        }
        Comparison comparison = found.comparison().get();
        boolean correct = look.open().get().target().correctDrift();
        return unmanaged(tx, target, comparison.unmanaged())
                .chain(() -> note(
                        tx,
                        target,
                        found,
                        comparison.drifts().size(),
                        comparison.unmanaged().size()))
                .chain(() -> correct
                        ? putBack(tx, target, comparison.drifts())
                        : Uni.createFrom().voidItem())
                .chain(() -> outbox.append(tx, events.of(target, comparison.drifts())))
                .replaceWith(new Next.Again(
                        clock.instant().plus(look.open().get().target().every()), Priority.BACKGROUND));
    }

    private static Uni<Void> note(SqlConnection tx, String target, Found found, int drifted, int unmanaged) {
        return tx.preparedQuery("""
                        insert into reconciliation (target, finished_at, accounts, drifted, unmanaged, error)
                        values ($1, now(), $2, $3, $4, nullif($5, ''))
                        on conflict (target) do update set finished_at = now(), accounts = excluded.accounts,
                            drifted = excluded.drifted, unmanaged = excluded.unmanaged, error = excluded.error""")
                .execute(Tuple.of(target, found.accounts(), drifted, unmanaged, found.error()))
                .replaceWithVoid();
    }

    /** Accounts that got an owner while we compared are not listed. */
    private static Uni<Void> unmanaged(SqlConnection tx, String target, List<TargetAccount> accounts) {
        String[] ids = accounts.stream().map(account -> account.id().value()).toArray(String[]::new);
        String[] attributes = accounts.stream().map(Reconciliation::text).toArray(String[]::new);
        return tx.preparedQuery("delete from unmanaged_account where target = $1")
                .execute(Tuple.of(target))
                .chain(() -> tx.preparedQuery("""
                                insert into unmanaged_account (target, target_id, attributes)
                                select $1, u.id, u.attributes::jsonb
                                  from unnest($2::text[], $3::text[]) as u(id, attributes)
                                 where not exists (select 1 from account a where a.target = $1 and a.target_id = u.id)
                                on conflict do nothing""").execute(Tuple.of(target, ids, attributes)))
                .replaceWithVoid();
    }

    private Uni<Void> putBack(SqlConnection tx, String target, List<Drift> drifts) {
        if (drifts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] identities = drifts.stream().map(Drift::identity).toArray(String[]::new);
        return tx.preparedQuery("""
                        update account set drifted = true, verify = true, verify_asked = verify_asked + 1
                         where target = $1 and identity = any($2)""")
                .execute(Tuple.of(target, identities))
                .chain(() -> due.mark(
                        tx,
                        drifts.stream()
                                .map(drift ->
                                        new Mark(TargetStore.lane(target), drift.identity(), Priority.INTERACTIVE))
                                .toList()));
    }

    private static String text(TargetAccount account) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        account.attributes().forEach(object::set);
        return object.toString();
    }

    private static Map<String, JsonNode> attributes(String text) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        json(text).properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
        return attributes;
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        json(text).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database keeps valid JSON", impossible);
        }
    }
}
