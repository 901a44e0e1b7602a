package io.muster.gateway.membership;

import io.muster.gateway.membership.MembershipEvents.InGroup;
import io.muster.gateway.request.Call;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The memberships of deleted groups. The group's own delete is one commit, however many members it had; nobody sees its memberships
 * after it, and their events and tombstones follow here, {@value #CHUNK} in a transaction.
 */
@Singleton
class GroupDepartures implements Worker<Boolean, Boolean> {
    /** Memberships in a transaction. */
    static final int CHUNK = 500;

    private static final String KIND = "group-departure";

    private final DueStore due;
    private final WorkLoops loops;
    private final Outbox outbox;
    private final MembershipEvents events;

    GroupDepartures(DueStore due, WorkLoops loops, Outbox outbox, MembershipEvents events) {
        this.due = due;
        this.loops = loops;
        this.outbox = outbox;
        this.events = events;
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(1).withPoll(Duration.ofSeconds(1)), this);
    }

    Uni<Void> begin(
            Mutiny.Session session, Call call, String causationId, String groupId, String displayName, long version) {
        return Sql.of(
                        """
                        insert into departing_group (group_id, display_name, membership_version, context, deleted_at)
                        values ($1, $2, $3, %s, now())
                        """.formatted(Sql.json("$4")),
                        groupId,
                        displayName,
                        version,
                        call.toJson().put("causationId", causationId).encode())
                .run(session)
                .chain(() -> due.mark(session, List.of(new Mark(KIND, groupId, Priority.of(call.lane())))));
    }

    void wake() {
        due.wake();
    }

    @Override
    public Uni<Boolean> look(Claim claim) {
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Boolean> act(Claim claim, Boolean seen) {
        return Uni.createFrom().item(true);
    }

    /** One chunk; the claim ends in the same transaction, so that no chunk is told of twice. */
    @Override
    public Uni<Next> record(SqlConnection transaction, Claim claim, Boolean seen, Boolean result) {
        return transaction
                .preparedQuery(
                        "select display_name, membership_version, context from departing_group where group_id = $1")
                .execute(Tuple.of(claim.key()))
                .chain(found -> found.size() == 0
                        ? Uni.createFrom().item(Next.done())
                        : removeChunk(transaction, claim.key(), found.iterator().next()));
    }

    private Uni<Next> removeChunk(SqlConnection transaction, String groupId, Row departing) {
        return transaction
                .preparedQuery("""
                        delete from membership where group_id = $1 and member_id in (
                            select member_id from membership where group_id = $1 order by member_id limit $2)
                        returning member_id, member_type
                        """)
                .execute(Tuple.of(groupId, CHUNK))
                .chain(rows -> {
                    var records = StreamSupport.stream(rows.spliterator(), false)
                            .flatMap(row -> records(groupId, departing, row).stream())
                            .toList();
                    return outbox.append(transaction, records).chain(() -> next(transaction, groupId, rows.size()));
                })
                .invoke(outbox::wake);
    }

    private static Uni<Next> next(SqlConnection transaction, String groupId, int removed) {
        return removed == CHUNK
                ? Uni.createFrom().item(new Next.Later(Duration.ZERO, "more memberships follow"))
                : transaction
                        .preparedQuery("delete from departing_group where group_id = $1")
                        .execute(Tuple.of(groupId))
                        .replaceWith(Next.done());
    }

    private List<OutboxRecord> records(String groupId, Row departing, Row member) {
        var context = departing.getJsonObject("context");
        return events.removed(
                Call.of(context),
                context.getString("causationId"),
                new InGroup(groupId, departing.getString("display_name"), departing.getLong("membership_version")),
                member.getString("member_id"),
                member.getString("member_type"),
                "The group was deleted");
    }
}
