package io.muster.gateway.membership;

import io.muster.gateway.sql.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The rows of memberships. Whoever changes those of a group holds the lock on the group's row; whoever adds also holds a share lock
 * on the members' rows, so that nobody becomes a member while he is being deleted.
 */
@Singleton
class MembershipStore {
    /**
     * The members of the groups of {@code $1}. Each {@code offset 0} keeps PostgreSQL from joining whole tables where it expects large groups: a
     * group is read by its own rows, however large others are.
     */
    static final String MEMBERS = """
            select g.id, m.member_id, m.member_type, r.display
            from (select %s as id) g
            cross join lateral (select member_id, member_type from membership where group_id = g.id offset 0) m
            cross join lateral (select display from resource where id = m.member_id offset 0) r
            order by g.id, m.member_id""".formatted(Sql.ids("$1"));

    /** The groups of the resources of {@code $1}, up to five levels. */
    static final String GROUPS = """
            select w.id, g.group_id, g.display, g.type
            from (select %s as id) w cross join lateral groups_of(w.id) g
            order by w.id, g.type, g.group_id""".formatted(Sql.ids("$1"));

    /** A resource that was named as a member, and whether that made a new row. */
    record Named(String id, String type, boolean added) {}

    /** A row that is gone. */
    record Left(String groupId, String memberId, String memberType) {}

    /** A group that holds a member, locked. */
    record Holder(String groupId, @Nullable String displayName, long membershipVersion) {}

    /** Adds those people and groups of {@code ids} that are no members yet; ids that are missing in the answer are of none. */
    Uni<List<Named>> add(Mutiny.Session session, String groupId, Set<String> ids, long version, Instant now) {
        return Sql.of("""
                        with found as (
                            select r.id, r.type from resource r
                            where r.id in (select %s) and r.type in ('User', 'Group') order by r.id for key share of r),
                        added as (
                            insert into membership (group_id, member_id, member_type, version, added_at)
                            select $1, f.id, f.type, $3, %s from found f
                            on conflict do nothing returning member_id)
                        select f.id, f.type, a.member_id is not null from found f left join added a on a.member_id = f.id
                        """.formatted(Sql.ids("$2"), Sql.time("$4")), groupId, Sql.ids(ids), version, now.toString())
                .list(session, row -> new Named(row.text(0), row.text(1), row.truth(2)));
    }

    Uni<List<Left>> remove(Mutiny.Session session, String groupId, Set<String> ids) {
        return Sql.of(
                        "delete from membership where group_id = $1 and member_id in (select " + Sql.ids("$2")
                                + ") returning group_id, member_id, member_type",
                        groupId,
                        Sql.ids(ids))
                .list(session, MembershipStore::left);
    }

    /** Removes everybody but {@code stay}. */
    Uni<List<Left>> removeOthers(Mutiny.Session session, String groupId, Set<String> stay) {
        return Sql.of(
                        "delete from membership where group_id = $1 and member_id not in (select " + Sql.ids("$2")
                                + ") returning group_id, member_id, member_type",
                        groupId,
                        Sql.ids(stay))
                .list(session, MembershipStore::left);
    }

    /** The living groups that hold a member directly, locked in the order of their ids and their membership version raised. */
    Uni<List<Holder>> lockHolders(Mutiny.Session session, String memberId) {
        return Sql.of("""
                        select r.id, r.display, r.membership_version + 1 from resource r
                        where r.id in (select group_id from membership where member_id = $1)
                        order by r.id for update
                        """, memberId)
                .list(session, row -> new Holder(row.text(0), row.isNull(1) ? null : row.text(1), row.number(2)));
    }

    /** Writes what {@link #lockHolders} raised, and takes the member out of these groups. */
    Uni<List<Left>> removeFrom(Mutiny.Session session, List<Holder> holders, String memberId, Instant now) {
        var groups = Sql.ids(holders.stream().map(Holder::groupId).toList());
        return Sql.of("""
                        update resource set membership_version = membership_version + 1, etag = etag + 1, last_modified = %s
                        where id in (select %s)
                        """.formatted(Sql.time("$2"), Sql.ids("$1")), groups, now.toString())
                .run(session)
                .chain(() -> Sql.of(
                                "delete from membership where member_id = $2 and group_id in (select " + Sql.ids("$1")
                                        + ") returning group_id, member_id, member_type",
                                groups,
                                memberId)
                        .list(session, MembershipStore::left));
    }

    /** Whether the group holds this member. */
    Uni<Boolean> holds(Mutiny.Session session, String groupId, String memberId) {
        return Sql.of(
                        "select exists (select from membership where group_id = $1 and member_id = $2)",
                        groupId,
                        memberId)
                .list(session, row -> row.truth(0))
                .map(List::getFirst);
    }

    /** Notes in the store's epoch that there is no such membership; false where that is noted. */
    Uni<Boolean> deny(Mutiny.Session session, String groupId, String memberId) {
        return Sql.of("""
                        insert into denied_membership (group_id, member_id, epoch) select $1, $2, epoch from store
                        on conflict do nothing""", groupId, memberId).run(session).map(rows -> rows == 1);
    }

    /** Whether a living group holds this member. */
    Uni<Boolean> heldByLiving(Mutiny.Session session, String memberId) {
        return Sql.of("""
                        select exists (select 1 from membership m join resource r on r.id = m.group_id
                        where m.member_id = $1)
                        """, memberId).list(session, row -> row.truth(0)).map(List::getFirst);
    }

    /** The members of these groups, in a fixed order. */
    Uni<List<InGroup>> members(Mutiny.Session session, Collection<String> groupIds) {
        return Sql.of(MEMBERS, Sql.ids(groupIds))
                .list(
                        session,
                        row -> new InGroup(
                                row.text(0), new Member(row.text(1), row.text(2), row.isNull(3) ? null : row.text(3))));
    }

    /** The groups of these resources, direct and indirect. */
    Uni<List<HasGroup>> groups(Mutiny.Session session, Collection<String> memberIds) {
        return Sql.of(GROUPS, Sql.ids(memberIds))
                .list(
                        session,
                        row -> new HasGroup(
                                row.text(0),
                                new GroupOf(row.text(1), row.isNull(2) ? null : row.text(2), row.text(3))));
    }

    private static Left left(Sql.Row row) {
        return new Left(row.text(0), row.text(1), row.text(2));
    }

    /** A member beside its group. */
    record InGroup(String groupId, Member member) {}

    /** A group beside the resource that it holds. */
    record HasGroup(String memberId, GroupOf group) {}
}
