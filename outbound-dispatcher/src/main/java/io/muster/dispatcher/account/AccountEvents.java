package io.muster.dispatcher.account;

import io.muster.dispatcher.target.OpenTarget;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.intake.Intake;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.Trigger;
import io.muster.runtime.pg.intake.Fresh;
import io.muster.runtime.pg.intake.Projection;
import io.muster.runtime.pg.intake.Projections;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * What makes an account due: news of a person, of the person's manager, and of a grant. Nothing is done here; each
 * change of an input adds 1 to the account's desired revision and marks it.
 */
@ApplicationScoped
class AccountEvents {
    private static final Set<String> TAKING = Set.of(
            EventTypes.USER_DISABLED, EventTypes.USER_DELETED, EventTypes.GRANT_SUSPENDED, EventTypes.GRANT_REVOKED);

    private final Intake intake;
    private final KnownSchemas schemas;
    private final DueStore due;
    private final Targets targets;

    @Inject
    AccountEvents(Intake intake, KnownSchemas schemas, DueStore due, Targets targets) {
        this.intake = intake;
        this.schemas = schemas;
        this.due = due;
        this.targets = targets;
    }

    @Incoming("events")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return intake.receive(records);
    }

    @Produces
    @Singleton
    Projections projections() {
        return Projections.of(
                        Projection.state(Topics.IDENTITY_SCHEMAS, "identity_schema", this::schemasChanged),
                        Projection.state(Topics.IDENTITY_USERS, "person", this::personsChanged),
                        Projection.state(Topics.ACCESS_GRANTS, "access_grant", this::grantsChanged))
                .whenBootstrapped(this::everything);
    }

    /** Other schemas may mean another answer of a mapping's filter: all accounts of targets that ask one become due, with no hurry. */
    private Uni<Void> schemasChanged(SqlConnection tx, List<Fresh> fresh) {
        String[] interested = targets.all().stream()
                .filter(open -> open.mapping().readsSchemas())
                .map(open -> open.target().name())
                .toArray(String[]::new);
        return schemas.changed(tx)
                .chain(() -> tx.preparedQuery("""
                                update account set desired_revision = desired_revision + 1 where target = any($1)
                                returning identity, target""").execute(Tuple.of(interested)))
                .chain(rows -> markBulk(tx, rows));
    }

    private Uni<Void> markBulk(SqlConnection tx, RowSet<Row> rows) {
        List<Mark> marks = new ArrayList<>();
        rows.forEach(row -> marks.add(
                new Mark(TargetStore.lane(row.getString("target")), row.getString("identity"), Priority.BULK)));
        return due.mark(tx, marks);
    }

    private Uni<Void> personsChanged(SqlConnection tx, List<Fresh> fresh) {
        Map<String, Fresh> news = live(fresh);
        if (news.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        insert into account (identity, target)
                        select g.identity, g.application from access_grant g join target t on t.name = g.application
                         where g.identity = any($1)
                        on conflict (identity, target) do update set desired_revision = account.desired_revision + 1
                        returning identity, target""")
                .execute(Tuple.of(news.keySet().toArray(String[]::new)))
                .chain(rows -> mark(tx, rows, row -> news.get(row.getString("identity"))))
                .chain(() -> reportsOf(tx, news));
    }

    /** An account may show its person's manager; that the manager changed makes it due, with no hurry. */
    private Uni<Void> reportsOf(SqlConnection tx, Map<String, Fresh> news) {
        String[] interested = targets.all().stream()
                .filter(open -> open.mapping().readsManager())
                .map(OpenTarget::target)
                .map(target -> target.name())
                .toArray(String[]::new);
        if (interested.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        update account a set desired_revision = a.desired_revision + 1
                          from person p where p.key = a.identity and p.manager = any($1) and a.target = any($2)
                        returning a.identity, a.target""")
                .execute(Tuple.of(news.keySet().toArray(String[]::new), interested))
                .chain(rows -> markBulk(tx, rows));
    }

    private Uni<Void> grantsChanged(SqlConnection tx, List<Fresh> fresh) {
        Map<String, Fresh> news = live(fresh);
        if (news.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery("""
                        insert into account (identity, target)
                        select g.identity, g.application from access_grant g join target t on t.name = g.application
                         where g.key = any($1)
                        on conflict (identity, target) do update set desired_revision = account.desired_revision + 1
                        returning identity, target""")
                .execute(Tuple.of(news.keySet().toArray(String[]::new)))
                .chain(rows ->
                        mark(tx, rows, row -> news.get(row.getString("identity") + ":" + row.getString("target"))));
    }

    /** What was replayed is made due once, all of it, at the end of the bootstrap. */
    private static Map<String, Fresh> live(List<Fresh> fresh) {
        return fresh.stream()
                .filter(each -> !each.replayed())
                .collect(Collectors.toMap(Fresh::key, Function.identity(), (first, second) -> second));
    }

    private Uni<Void> mark(
            SqlConnection tx, RowSet<Row> rows, Function<Row, @org.jspecify.annotations.Nullable Fresh> cause) {
        List<Mark> marks = new ArrayList<>();
        for (Row row : rows) {
            String lane = TargetStore.lane(row.getString("target"));
            Fresh news = cause.apply(row);
            Event event = news == null ? null : news.event();
            Mark mark = new Mark(lane, row.getString("identity"), priority(news, event));
            marks.add(event == null ? mark : mark.because(Trigger.of(event)));
        }
        return due.mark(tx, marks);
    }

    private static Priority priority(
            @org.jspecify.annotations.Nullable Fresh news, @org.jspecify.annotations.Nullable Event event) {
        if (event == null) {
            return news != null && news.deleted() ? Priority.URGENT : Priority.INTERACTIVE;
        }
        boolean taking = TAKING.contains(event.type()) || (news != null && news.deleted());
        return taking ? Priority.URGENT : Priority.of(event.lane());
    }

    private Uni<Void> everything(SqlConnection tx) {
        return tx.query("""
                        insert into account (identity, target)
                        select g.identity, g.application from access_grant g join target t on t.name = g.application
                        on conflict (identity, target) do update set desired_revision = account.desired_revision + 1""")
                .execute()
                .chain(() -> tx.query("select name from target").execute())
                .chain(names -> {
                    Uni<Void> work = Uni.createFrom().voidItem();
                    for (Row row : names) {
                        String name = row.getString("name");
                        work = work.chain(() -> due.markAll(
                                        tx,
                                        TargetStore.lane(name),
                                        Priority.BULK,
                                        "select identity from account where target = '" + name + "'")
                                .replaceWithVoid());
                    }
                    return work;
                });
    }
}
