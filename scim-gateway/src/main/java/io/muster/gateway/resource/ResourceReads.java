package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.request.Shown;
import io.muster.gateway.sql.GatheredReads;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reads single resources. */
@Singleton
class ResourceReads {
    private final GatheredReads gathered;
    private final Transactions transactions;
    private final ResourceStore store;
    private final Representations representations;

    ResourceReads(
            GatheredReads gathered, Transactions transactions, ResourceStore store, Representations representations) {
        this.gathered = gathered;
        this.transactions = transactions;
        this.store = store;
        this.representations = representations;
    }

    /**
     * A resource that was read.
     *
     * @param body what it looks like, as JSON; empty where the client knows its version already
     */
    record Read(String id, long etag, Optional<String> body) {}

    /**
     * GET (RFC 7644 §3.4.1).
     *
     * @param preconditions which version is wanted, and which one the client has already
     */
    Uni<Read> read(ResourceType type, String id, Preconditions preconditions, Shown shown, Locations at) {
        var projection = shown.on(type);
        if (type.name().equals("Group") && projection.includes("members")) {
            return withMembers(type, id, preconditions, shown, at);
        }
        boolean withGroups = type.name().equals("User") && projection.includes("groups");
        return gathered.row(PersonRow.byId(type, id, withGroups))
                .map(found -> found.map(PersonRow::read).orElseThrow(() -> missing(type, id)))
                .invoke(row -> preconditions.demandMatch(row.etag()))
                .map(row -> new Read(
                        id,
                        row.etag(),
                        preconditions.known(row.etag())
                                ? Optional.empty()
                                : Optional.of(representations.show(type, row, projection, at))));
    }

    private Uni<Read> withMembers(
            ResourceType type, String id, Preconditions preconditions, Shown shown, Locations at) {
        return transactions.read(session -> store.find(session, type, id)
                .map(found -> found.orElseThrow(() -> missing(type, id)))
                .invoke(group -> preconditions.demandMatch(group.etag()))
                .chain(group -> preconditions.known(group.etag())
                        ? Uni.createFrom().item(new Read(id, group.etag(), Optional.empty()))
                        : representations
                                .show(session, group, shown, at)
                                .map(body -> new Read(id, group.etag(), Optional.of(body.toString())))));
    }

    private static ScimError.Refused missing(ResourceType type, String id) {
        return new ScimError.NotFound(type.name(), id).refused();
    }

    /** What a creation has made, as its answer shows it: only the members of a group have to be read. */
    Uni<String> showNew(Written written, Shown shown, Locations at) {
        return written.resource().membershipVersion() > 0
                ? show(written, shown, at)
                : Uni.createFrom()
                        .item(() -> representations
                                .showNew(written.resource(), shown, at)
                                .toString());
    }

    /** What a write has made, as its answer shows it. */
    Uni<String> show(Written written, Shown shown, Locations at) {
        return transactions.read(
                session -> representations.show(session, written, shown, at).map(ObjectNode::toString));
    }
}
