package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Sql;
import io.muster.gateway.sql.Transactions;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What a restored store does not have and subscribers still know: they keep it, until a person decides here. Each decision is one commit with the
 * event that ends or renews the key in the store's epoch, and the event of who decided. The same decision again changes nothing.
 */
@Singleton
class Unaccounted {
    /** What a membership is called where others are called by their resource type. */
    static final String MEMBERSHIP = "Membership";

    private final Transactions transactions;
    private final Schemas schemas;
    private final ResourceStore store;
    private final UnaccountedMemberships memberships;
    private final ResourceEvents events;
    private final EventFactory factory;
    private final Outbox outbox;
    private final InstantSource time;

    Unaccounted(
            Transactions transactions,
            Schemas schemas,
            ResourceStore store,
            UnaccountedMemberships memberships,
            ResourceEvents events,
            EventFactory factory,
            Outbox outbox,
            @RealTime InstantSource time) {
        this.transactions = transactions;
        this.schemas = schemas;
        this.store = store;
        this.memberships = memberships;
        this.events = events;
        this.factory = factory;
        this.outbox = outbox;
        this.time = time;
    }

    /** What a person wants of it. */
    enum Decision {
        /** It is no more: everybody is told, and accounts go the way of every leaver. */
        DELETE,
        /** It is there again, under its id, as it was last told. */
        ADOPT
    }

    /** Where a resource of this id is in this store. */
    private enum Standing {
        LIVING,
        DELETED,
        UNKNOWN
    }

    /**
     * Decides.
     *
     * @param last the resource as it was last told
     * @return whether this call did it; not where it was decided so before
     * @throws ProblemException as failure: 409 where it was decided otherwise, is there, or nothing was ever restored
     */
    Uni<Boolean> decide(Call call, Decision decision, ResourceType asked, String id, ObjectNode last) {
        return schemas.inForce(
                        asked,
                        type -> transactions.write(session -> schemas.hold(session, type)
                                .chain(() -> demandRestored(session))
                                .chain(() -> lock(session, id))
                                .chain(() -> standing(session, id))
                                .chain(standing -> switch (decision) {
                                    case DELETE -> delete(session, call, type, id, last, standing);
                                    case ADOPT -> adopt(session, call, type, id, last, standing);
                                })))
                .invoke(outbox::wake);
    }

    /** The same of a membership, by its key {@code groupId:memberId}. */
    Uni<Boolean> decideMembership(Call call, Decision decision, ResourceType groups, String key, ObjectNode last) {
        return transactions
                .write(session -> demandRestored(session)
                        .chain(() -> memberships.decide(session, call, decision, groups, key, last, now()))
                        .chain(told -> {
                            if (told.isEmpty()) {
                                return Uni.createFrom().item(false);
                            }
                            var records = new ArrayList<>(told);
                            records.add(decided(call, decision, MEMBERSHIP, key));
                            return outbox.append(session, records).replaceWith(true);
                        }))
                .invoke(outbox::wake);
    }

    private static Uni<Void> demandRestored(Mutiny.Session session) {
        return Sql.of("select epoch from store")
                .list(session, row -> row.number(0))
                .invoke(epoch -> {
                    if (epoch.getFirst() == 1) {
                        throw new ProblemException(Problem.of(
                                409, "never-restored", "This store was never restored: everything is accounted for."));
                    }
                })
                .replaceWithVoid();
    }

    /** Two who decide about the same id at once come one after the other. */
    private static Uni<Void> lock(Mutiny.Session session, String id) {
        return Sql.of("select cast(pg_advisory_xact_lock(hashtext($1)) as text)", "unaccounted:" + id)
                .list(session, row -> id)
                .replaceWithVoid();
    }

    private static Uni<Standing> standing(Mutiny.Session session, String id) {
        return Sql.of("""
                        select case when exists (select from resource where id = $1) then 'LIVING'
                                    when exists (select from retired_resource where id = $1) then 'DELETED'
                                    else 'UNKNOWN' end""", id)
                .list(session, row -> Standing.valueOf(row.text(0)))
                .map(List::getFirst);
    }

    private Uni<Boolean> delete(
            Mutiny.Session session, Call call, ResourceType type, String id, ObjectNode last, Standing standing) {
        return switch (standing) {
            case DELETED -> Uni.createFrom().item(false);
            case LIVING -> throw there(id, "It is there: delete it as any other resource.");
            case UNKNOWN -> {
                var gone = StoredResource.first(id, type.name(), documentOf(last), now());
                var records = new ArrayList<>(ResourceEvents.withTombstone(type, events.deleted(call, type, gone)));
                records.add(decided(call, Decision.DELETE, type.name(), id));
                yield store.retireUnknown(session, gone, now())
                        .chain(() -> outbox.append(session, records))
                        .replaceWith(true);
            }
        };
    }

    private Uni<Boolean> adopt(
            Mutiny.Session session, Call call, ResourceType type, String id, ObjectNode last, Standing standing) {
        return switch (standing) {
            case LIVING -> Uni.createFrom().item(false);
            case DELETED -> throw there(id, "It is deleted, which ends an id for ever.");
            case UNKNOWN -> {
                var wanted = Resources.forCreate(type, documentOf(last));
                var adopted = StoredResource.first(id, type.name(), documentOf(wanted), now());
                yield store.insert(session, type, adopted)
                        .chain(() -> outbox.append(
                                session,
                                List.of(
                                        events.adopted(call, type, adopted),
                                        decided(call, Decision.ADOPT, type.name(), id))))
                        .replaceWith(true);
            }
        };
    }

    private static ProblemException there(String id, String why) {
        return new ProblemException(Problem.of(409, "accounted", id + " is not unaccounted. " + why));
    }

    /** The last document as it was told, without what is not part of a stored one. */
    private static ObjectNode documentOf(ObjectNode resource) {
        return Draft.whole(resource).document();
    }

    private OutboxRecord decided(Call call, Decision decision, String type, String id) {
        var subject = "scim-gateway/" + id;
        var word = decision.name().toLowerCase(Locale.ROOT);
        var details = JsonNodeFactory.instance
                .objectNode()
                .put("decision", word)
                .put("type", type)
                .put("id", id);
        var reason = call.client() + " decided about what the restored store did not have: " + word;
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                subject,
                factory.history(call, EventTypes.UNACCOUNTED_DECIDED, subject, reason, List.of(), details));
    }

    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
