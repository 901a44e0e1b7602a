package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.authority.Authorities;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Receipt;
import io.muster.gateway.schema.Custom;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Transactions;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.outbox.Outbox;
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
 * New resources. Each is made in one transaction with its event: by itself, or, where nothing but these two rows is written, in one that it
 * shares with others that come at the same time ({@link GatheredCreates}).
 */
@Singleton
public class ResourceCreation {
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Transactions transactions;
    private final Schemas schemas;
    private final ResourceStore store;
    private final GatheredCreates gathered;
    private final ResourceEvents events;
    private final BesideDocument beside;
    private final Authorities authorities;
    private final Outbox outbox;
    private final InstantSource time;

    ResourceCreation(
            Transactions transactions,
            Schemas schemas,
            ResourceStore store,
            GatheredCreates gathered,
            ResourceEvents events,
            BesideDocument beside,
            Authorities authorities,
            Outbox outbox,
            @RealTime InstantSource time) {
        this.transactions = transactions;
        this.schemas = schemas;
        this.store = store;
        this.gathered = gathered;
        this.events = events;
        this.beside = beside;
        this.authorities = authorities;
        this.outbox = outbox;
        this.time = time;
    }

    /** POST (RFC 7644 §3.3). */
    public Uni<Written> create(Call call, ResourceType type, ObjectNode body) {
        return create(call, type, Uuid7.next(), body);
    }

    /**
     * POST under an id that was chosen before, so that others could refer to it already.
     *
     * @param id of {@link Uuid7}, never used before
     */
    public Uni<Written> create(Call call, ResourceType asked, String id, ObjectNode body) {
        return schemas.inForce(asked, type -> {
                    call.hidden().demandAbsent(type, body);
                    var wanted = Draft.whole(Resources.forCreate(type, body));
                    return !Custom.unique(type).isEmpty() || !call.receipt().equals(Receipt.NONE)
                            ? alone(call, type, id, wanted)
                            : authorities
                                    .inForce()
                                    .map(authority -> Allowed.of(authority, call, type, NOTHING, wanted))
                                    .chain(allowed -> allowed.draft().isDocumentOnly()
                                            ? together(call, type, id, wanted, allowed)
                                            : alone(call, type, id, wanted));
                })
                .invoke(outbox::wake);
    }

    private Uni<Written> together(Call call, ResourceType type, String id, Draft wanted, Allowed allowed) {
        var created = StoredResource.first(id, type.name(), allowed.draft().document(), now());
        return gathered.insert(type, created, events.created(call, type, created), schemas.versionToHold(type))
                .chain(made -> made
                        ? Uni.createFrom()
                                .item(new Written(created, allowed.draft().named(), allowed.warnings()))
                        : alone(call, type, id, wanted));
    }

    private Uni<Written> alone(Call call, ResourceType type, String id, Draft wanted) {
        return transactions.write(session -> schemas.hold(session, type)
                .chain(() -> authorities.inForce(session))
                .map(authority -> Allowed.of(authority, call, type, NOTHING, wanted))
                .chain(allowed -> insert(session, call, type, id, allowed)));
    }

    private Uni<Written> insert(Mutiny.Session session, Call call, ResourceType type, String id, Allowed allowed) {
        var now = now();
        var first = StoredResource.first(id, type.name(), allowed.draft().document(), now);
        var created = allowed.draft().members().in().isEmpty() ? first : first.withMembershipsChanged();
        return store.insert(session, type, created)
                .chain(() ->
                        beside.setPassword(session, call, id, allowed.draft().password(), now))
                .chain(() -> beside.changeMembers(
                        session,
                        call,
                        created,
                        created.membershipVersion(),
                        allowed.draft().members(),
                        now))
                .chain(members -> {
                    var records = new ArrayList<>(List.of(events.created(call, type, created)));
                    records.addAll(members);
                    return outbox.append(session, records);
                })
                .chain(() -> call.receipt().write(session, id, created.etag()))
                .replaceWith(new Written(created, allowed.draft().named(), allowed.warnings()));
    }

    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
