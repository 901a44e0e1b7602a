package io.muster.gateway.membership;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.membership.MembershipEvents.InGroup;
import io.muster.gateway.membership.MembershipStore.Holder;
import io.muster.gateway.membership.MembershipStore.Left;
import io.muster.gateway.membership.MembershipStore.Named;
import io.muster.gateway.request.Call;
import io.muster.gateway.sql.Sql;
import io.muster.gateway.sql.Transactions;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Members of groups and groups of members. All methods run in the caller's transaction. */
@Singleton
public class Memberships {
    /** The groups of each row of a table {@code resource r}, for {@link #groups(Sql.Row, int)}; for few rows. */
    public static final String GROUPS_COLUMN = "groups_json(r.id)";

    private final MembershipStore store;
    private final MembershipEvents events;
    private final GroupDepartures departures;
    private final int limit;

    Memberships(MembershipStore store, MembershipEvents events, GroupDepartures departures, GatewayConfig config) {
        this.store = store;
        this.events = events;
        this.departures = departures;
        this.limit = config.limits().memberships();
    }

    /**
     * Does what a request wants of a group's members; the caller holds the lock on the group's row. Rows that are as wanted stay
     * untouched and make no event.
     *
     * @param membershipVersion the version that these changes get: one more than the row's
     * @return the records for the outbox; empty where nothing had to change
     * @throws ScimError.Refused (in the Uni) InvalidValue for a member that does not exist, TooLarge over the limit
     */
    public Uni<List<OutboxRecord>> apply(
            Mutiny.Session session,
            Call call,
            String groupId,
            @Nullable String displayName,
            long membershipVersion,
            MemberEdit edit,
            Instant now) {
        if (edit.wanted().size() > limit) {
            return Uni.createFrom().failure(tooMany().refused());
        }
        var group = new InGroup(groupId, displayName, membershipVersion);
        return leave(session, groupId, edit)
                .chain(left -> join(session, group, edit, now)
                        .invoke(joined -> demandWithinLimit(left.size() + joined.size()))
                        .map(joined -> records(call, group, left, joined)));
    }

    private Uni<List<Left>> leave(Mutiny.Session session, String groupId, MemberEdit edit) {
        if (edit.all()) {
            return store.removeOthers(session, groupId, edit.in());
        }
        return edit.out().isEmpty() ? Uni.createFrom().item(List.of()) : store.remove(session, groupId, edit.out());
    }

    private Uni<List<Named>> join(Mutiny.Session session, InGroup group, MemberEdit edit, Instant now) {
        var ids = edit.in();
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : store.add(session, group.id(), ids, group.membershipVersion(), now)
                        .invoke(named -> demandAll(ids, named))
                        .map(named -> named.stream().filter(Named::added).toList());
    }

    private static void demandAll(Set<String> ids, List<Named> named) {
        var missing = new LinkedHashSet<>(ids);
        named.forEach(found -> missing.remove(found.id()));
        if (!missing.isEmpty()) {
            throw new ScimError.InvalidValue("members: there is no User or Group with id "
                            + missing.stream().limit(10).collect(Collectors.joining(", "))
                            + (missing.size() > 10 ? " and " + (missing.size() - 10) + " more." : "."))
                    .refused();
        }
    }

    private List<OutboxRecord> records(Call call, InGroup group, List<Left> left, List<Named> joined) {
        var records = new ArrayList<OutboxRecord>();
        left.forEach(gone -> records.addAll(events.removed(
                call, null, group, gone.memberId(), gone.memberType(), "Removed from the group by " + call.client())));
        joined.forEach(member -> records.add(events.added(call, group, member.id(), member.type())));
        return records;
    }

    private void demandWithinLimit(int changes) {
        if (changes > limit) {
            throw tooMany().refused();
        }
    }

    private ScimError tooMany() {
        return new ScimError.TooLarge("A request may change at most " + limit + " memberships.");
    }

    /** Locks the groups that hold this resource; to be called before its own row is locked, as whoever adds members does. */
    public Uni<HeldBy> lockGroupsOf(Mutiny.Session session, String memberId) {
        return store.lockHolders(session, memberId).map(HeldBy::new);
    }

    /** Takes a resource that is being deleted out of all its groups. The caller holds the locks on the groups and on the resource. */
    public Uni<List<OutboxRecord>> leaveAll(
            Mutiny.Session session, Call call, String causationId, HeldBy heldBy, String memberId, Instant now) {
        if (heldBy.holders.isEmpty()) {
            return demandLeft(session, memberId).replaceWith(List.of());
        }
        Map<String, Holder> byId =
                heldBy.holders.stream().collect(Collectors.toMap(Holder::groupId, Function.identity()));
        return store.removeFrom(session, heldBy.holders, memberId, now)
                .call(() -> demandLeft(session, memberId))
                .map(left -> left.stream()
                        .flatMap(gone -> {
                            var holder = byId.get(gone.groupId());
                            var group = new InGroup(
                                    gone.groupId(),
                                    holder == null ? null : holder.displayName(),
                                    holder == null ? 0 : holder.membershipVersion());
                            return events
                                    .removed(
                                            call,
                                            causationId,
                                            group,
                                            memberId,
                                            gone.memberType(),
                                            "The member was deleted")
                                    .stream();
                        })
                        .toList());
    }

    /** A group that took the member in before his row was locked: its row has to be locked too, so from the beginning. */
    private Uni<Void> demandLeft(Mutiny.Session session, String memberId) {
        return store.heldByLiving(session, memberId)
                .invoke(held -> {
                    if (held) {
                        throw new Transactions.SeenTooEarly();
                    }
                })
                .replaceWithVoid();
    }

    /** Whether the group holds this member directly. */
    public Uni<Boolean> holds(Mutiny.Session session, String groupId, String memberId) {
        return store.holds(session, groupId, memberId);
    }

    /**
     * Tells that a membership is none which this store does not have and others know from before it was restored. The caller holds the lock on the
     * group's row.
     *
     * @param membershipVersion the version that this gets: one more than the row's
     * @return the records for the outbox; empty where that was told in this epoch of the store
     */
    public Uni<List<OutboxRecord>> deny(
            Mutiny.Session session,
            Call call,
            String groupId,
            @Nullable String displayName,
            long membershipVersion,
            Member member) {
        return store.deny(session, groupId, member.id())
                .map(first -> first
                        ? events.removed(
                                call,
                                null,
                                new InGroup(groupId, displayName, membershipVersion),
                                member.id(),
                                member.type(),
                                "Not taken back by " + call.client() + " after the restore")
                        : List.of());
    }

    /** Has the memberships of a group that is being deleted follow it, in chunks, each with its event and tombstone. */
    public Uni<Void> depart(
            Mutiny.Session session, Call call, String causationId, String groupId, String displayName, long version) {
        return departures.begin(session, call, causationId, groupId, displayName, version);
    }

    /** To be called after the commit of {@link #depart}. */
    public void departuresWaiting() {
        departures.wake();
    }

    /** A group's members: for a PATCH whose filter looks at them. */
    public Uni<List<Member>> membersOf(Mutiny.Session session, String groupId) {
        return store.members(session, List.of(groupId))
                .map(rows -> rows.stream().map(MembershipStore.InGroup::member).toList());
    }

    /** The members of several groups, by group id; groups without members are missing in it. */
    public Uni<Map<String, List<Member>>> membersOf(Mutiny.Session session, Collection<String> groupIds) {
        return groupIds.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : store.members(session, groupIds).map(rows -> {
                    var byGroup = new LinkedHashMap<String, List<Member>>();
                    rows.forEach(row -> byGroup.computeIfAbsent(row.groupId(), id -> new ArrayList<>())
                            .add(row.member()));
                    return byGroup;
                });
    }

    /** The groups of several resources, by resource id; those without groups are missing in it. */
    public Uni<Map<String, List<GroupOf>>> groupsOf(Mutiny.Session session, Collection<String> memberIds) {
        return memberIds.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : store.groups(session, memberIds).map(rows -> {
                    var byMember = new LinkedHashMap<String, List<GroupOf>>();
                    rows.forEach(row -> byMember.computeIfAbsent(row.memberId(), id -> new ArrayList<>())
                            .add(row.group()));
                    return byMember;
                });
    }

    /** The groups that a {@link #GROUPS_COLUMN} holds. */
    public static List<GroupOf> groups(Sql.Row row, int column) {
        return row.isNull(column)
                ? List.of()
                : row.json(column)
                        .valueStream()
                        .map(group -> new GroupOf(
                                group.path(0).textValue(),
                                group.path(1).textValue(),
                                group.path(2).textValue()))
                        .toList();
    }

    /** The locked groups of a resource. */
    public record HeldBy(List<Holder> holders) {
        public HeldBy {
            holders = List.copyOf(holders);
        }
    }
}
