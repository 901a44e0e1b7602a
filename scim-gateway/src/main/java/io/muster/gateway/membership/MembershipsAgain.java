package io.muster.gateway.membership;

import io.muster.gateway.membership.MembershipEvents.InGroup;
import io.muster.gateway.request.Call;
import io.muster.runtime.pg.database.Rows;
import io.muster.runtime.pg.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Tells memberships as they are, group by group: those of a chunk get the next version of the memberships of their group. */
@Singleton
public class MembershipsAgain {
    private static final int CHUNK = 500;
    private static final String PAGE = """
            select group_id, member_id from membership where (group_id, member_id) > ($1, $2)
             order by group_id, member_id limit $3""";
    // The lock of the group is the one that whoever changes its members takes first; here it is the only one that is
    // waited for.
    private static final String NEXT_VERSION = """
            update resource set membership_version = membership_version + 1 where id = $1
            returning membership_version, display as display_name""";
    private static final String TELL = """
            update membership set version = $2 where group_id = $1 and member_id = any($3)
            returning member_id, member_type""";

    private final MembershipEvents events;
    private final Outbox outbox;

    MembershipsAgain(MembershipEvents events, Outbox outbox) {
        this.events = events;
        this.outbox = outbox;
    }

    /** One membership. */
    public record Key(String groupId, String memberId) {}

    /**
     * What one chunk came to.
     *
     * @param count memberships that were told
     * @param last where the next chunk begins; empty when there are no more
     */
    public record Told(int count, Optional<Key> last) {}

    /** The next ones of one group after this membership, in the caller's transaction. Those of a group that was deleted are passed over: their end is being told. */
    public Uni<Told> tell(SqlConnection tx, Call call, String afterGroup, String afterMember) {
        return tx.preparedQuery(PAGE)
                .execute(Tuple.of(afterGroup, afterMember, CHUNK))
                .map(rows -> Rows.list(rows, row -> new Key(row.getString(0), row.getString(1))))
                .chain(page -> {
                    if (page.isEmpty()) {
                        return Uni.createFrom().item(new Told(0, Optional.empty()));
                    }
                    var group = page.getFirst().groupId();
                    return tell(
                            tx,
                            call,
                            page.stream()
                                    .filter(key -> key.groupId().equals(group))
                                    .toList());
                });
    }

    private Uni<Told> tell(SqlConnection tx, Call call, List<Key> ofOneGroup) {
        var last = ofOneGroup.getLast();
        return tx.preparedQuery(NEXT_VERSION)
                .execute(Tuple.of(last.groupId()))
                .chain(groups -> groups.size() == 0
                        ? Uni.createFrom().item(new Told(0, Optional.of(last)))
                        : tell(
                                tx,
                                call,
                                Rows.list(
                                                groups,
                                                row -> new InGroup(
                                                        last.groupId(),
                                                        row.getString("display_name"),
                                                        row.getLong("membership_version")))
                                        .getFirst(),
                                ofOneGroup));
    }

    private Uni<Told> tell(SqlConnection tx, Call call, InGroup group, List<Key> keys) {
        var members = keys.stream().map(Key::memberId).toArray(String[]::new);
        return tx.preparedQuery(TELL)
                .execute(Tuple.of(group.id(), group.membershipVersion(), members))
                .map(rows -> Rows.list(
                        rows,
                        row -> events.again(call, group, row.getString("member_id"), row.getString("member_type"))))
                .chain(records ->
                        outbox.append(tx, records).replaceWith(new Told(records.size(), Optional.of(keys.getLast()))));
    }
}
