package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.authority.Authorities;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Transactions;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.error.ScimError;
import io.muster.scim.patch.GroupPatch;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Every change of a resource that is there; {@link ResourceCreation} makes new ones. Each is one transaction: lock the row, decide, write it
 * with the next version, append the event; where the normalized document does not differ nothing is written and nothing told.
 */
@Singleton
public class ResourceChanges {
    private final Transactions transactions;
    private final Schemas schemas;
    private final ResourceStore store;
    private final ResourceEvents events;
    private final Memberships memberships;
    private final GroupEdits groupEdits;
    private final Authorities authorities;
    private final BesideDocument beside;
    private final Outbox outbox;
    private final InstantSource time;

    ResourceChanges(
            Transactions transactions,
            Schemas schemas,
            ResourceStore store,
            ResourceEvents events,
            Memberships memberships,
            GroupEdits groupEdits,
            Authorities authorities,
            BesideDocument beside,
            Outbox outbox,
            @RealTime InstantSource time) {
        this.transactions = transactions;
        this.schemas = schemas;
        this.store = store;
        this.events = events;
        this.memberships = memberships;
        this.groupEdits = groupEdits;
        this.authorities = authorities;
        this.beside = beside;
        this.outbox = outbox;
        this.time = time;
    }

    /** PUT (RFC 7644 §3.5.1): what is left out is gone, of a group also the members. */
    public Uni<Written> replace(Call call, ResourceType type, String id, Preconditions preconditions, ObjectNode body) {
        return change(
                call,
                type,
                id,
                preconditions,
                (session, inForce, stored) -> Uni.createFrom().item(() -> replaced(call, inForce, stored, body)));
    }

    private static Draft replaced(Call call, ResourceType type, StoredResource stored, ObjectNode body) {
        call.hidden().demandAbsent(type, body);
        // What the client cannot see it cannot send: left out, it stays.
        var sent = call.hidden().restored(type, body, stored.document());
        var draft = Draft.whole(Resources.forReplace(type, sent, stored.withId()));
        return call.hidden().hides(type, "members") ? draft.withoutMembers() : draft;
    }

    /** PATCH (RFC 7644 §3.5.2): all operations or none. */
    public Uni<Written> patch(Call call, ResourceType type, String id, Preconditions preconditions, ObjectNode body) {
        return patch(call, type, id, preconditions, PatchRequest.parse(body));
    }

    /** PATCH that is understood already. */
    public Uni<Written> patch(
            Call call, ResourceType type, String id, Preconditions preconditions, PatchRequest request) {
        return change(
                call,
                type,
                id,
                preconditions,
                (session, inForce, stored) -> type.name().equals("Group")
                        ? patchedGroup(session, call, inForce, stored, request)
                        : Uni.createFrom().item(() -> Draft.patched(call, inForce, stored, request)));
    }

    private Uni<Draft> patchedGroup(
            Mutiny.Session session, Call call, ResourceType type, StoredResource stored, PatchRequest request) {
        var split = GroupPatch.split(type, request);
        GroupEdits.demandShown(call, type, split.members());
        return groupEdits
                .fold(session, type, stored.id(), split.members())
                .map(members ->
                        Draft.patched(Draft.document(call, type, stored, split.document()), members, type, request));
    }

    /** What a request makes of the locked resource. */
    private interface Edit {
        Uni<Draft> of(Mutiny.Session session, ResourceType type, StoredResource stored);
    }

    private Uni<Written> change(Call call, ResourceType asked, String id, Preconditions preconditions, Edit edit) {
        return schemas.inForce(
                asked,
                type -> transactions
                        .write(session -> schemas.hold(session, type)
                                .chain(() -> locked(session, type, id, preconditions))
                                .chain(stored -> edit.of(session, type, stored)
                                        .chain(draft -> allowed(session, call, type, stored.document(), draft))
                                        .chain(allowed -> update(session, call, type, stored, allowed))))
                        .invoke(outbox::wake));
    }

    private Uni<StoredResource> locked(
            Mutiny.Session session, ResourceType type, String id, Preconditions preconditions) {
        return store.lock(session, type, id)
                .map(found -> found.orElseThrow(() -> new ScimError.NotFound(type.name(), id).refused()))
                .invoke(stored -> preconditions.demand(stored.etag()))
                .invoke(stored -> schemas.demandKnown(type, stored.schemas()));
    }

    private Uni<Written> update(
            Mutiny.Session session, Call call, ResourceType type, StoredResource stored, Allowed allowed) {
        var now = now();
        var changed = !Resources.same(stored.document(), allowed.draft().document());
        var next = changed ? stored.with(allowed.draft().document(), now) : stored;
        return beside.setPassword(session, call, stored.id(), allowed.draft().password(), now)
                .chain(passwordSet -> beside.changeMembers(
                                session,
                                call,
                                next,
                                stored.membershipVersion() + 1,
                                allowed.draft().members(),
                                now)
                        .chain(members -> {
                            var touched = changed || (members.isEmpty() && !passwordSet) ? next : next.touched(now);
                            var after = members.isEmpty() ? touched : touched.withMembershipsChanged();
                            return write(session, call, type, stored, after, changed, members)
                                    .chain(() -> call.receipt().write(session, after.id(), after.etag()))
                                    .replaceWith(
                                            new Written(after, allowed.draft().named(), allowed.warnings()));
                        }));
    }

    private Uni<Void> write(
            Mutiny.Session session,
            Call call,
            ResourceType type,
            StoredResource before,
            StoredResource after,
            boolean changed,
            List<OutboxRecord> members) {
        if (changed) {
            return store.update(session, type, after)
                    .chain(() ->
                            outbox.append(session, join(List.of(events.changed(call, type, before, after)), members)));
        }
        return after.equals(before)
                ? Uni.createFrom().voidItem()
                : store.touch(session, after).chain(() -> outbox.append(session, members));
    }

    /** DELETE (RFC 7644 §3.6): the event, its tombstone, and the resource is out of every group in the same commit. */
    public Uni<Void> delete(Call call, ResourceType asked, String id, Preconditions preconditions) {
        return schemas.inForce(
                asked,
                type -> transactions
                        .write(session -> memberships
                                .lockGroupsOf(session, id)
                                .chain(heldBy -> locked(session, type, id, preconditions)
                                        .chain(stored -> retire(session, call, type, stored, heldBy)))
                                .chain(() -> call.receipt().write(session, id, 0)))
                        .invoke(outbox::wake)
                        .invoke(memberships::departuresWaiting)
                        .replaceWithVoid());
    }

    private Uni<Void> retire(
            Mutiny.Session session, Call call, ResourceType type, StoredResource stored, Memberships.HeldBy heldBy) {
        var now = now();
        var last = stored.with(stored.document(), now);
        var deleted = events.deleted(call, type, last);
        return memberships
                .leaveAll(session, call, deleted.id(), heldBy, stored.id(), now)
                .chain(left -> store.retire(session, last, now)
                        .chain(() -> type.name().equals("Group")
                                ? memberships.depart(
                                        session,
                                        call,
                                        deleted.id(),
                                        last.id(),
                                        last.displayName(),
                                        last.membershipVersion() + 1)
                                : Uni.createFrom().voidItem())
                        .chain(() -> outbox.append(session, join(ResourceEvents.withTombstone(type, deleted), left))));
    }

    private Uni<Allowed> allowed(Mutiny.Session session, Call call, ResourceType type, ObjectNode before, Draft draft) {
        return authorities.inForce(session).map(authority -> Allowed.of(authority, call, type, before, draft));
    }

    private static List<OutboxRecord> join(List<OutboxRecord> first, List<OutboxRecord> others) {
        var all = new ArrayList<>(first);
        all.addAll(others);
        return all;
    }

    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
