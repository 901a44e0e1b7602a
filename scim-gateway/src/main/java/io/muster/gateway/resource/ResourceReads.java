package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads single resources. */
@Singleton
class ResourceReads {
    private final Transactions transactions;
    private final ResourceStore store;
    private final Representations representations;

    ResourceReads(Transactions transactions, ResourceStore store, Representations representations) {
        this.transactions = transactions;
        this.store = store;
        this.representations = representations;
    }

    /** A resource and, unless the client knows its version already, what it looks like. */
    record Read(StoredResource resource, Optional<ObjectNode> body) {}

    /** GET (RFC 7644 §3.4.1). */
    Uni<Read> read(ResourceType type, String id, Predicate<StoredResource> known, Shown shown, Locations at) {
        var projection = shown.on(type);
        boolean withGroups = type.name().equals("User") && projection.includes("groups");
        boolean withMembers = type.name().equals("Group") && projection.includes("members");
        return transactions.read(session -> store.find(session, type, id, withGroups)
                .map(found -> found.orElseThrow(() -> new ScimError.NotFound(type.name(), id).refused()))
                .chain(row -> known.test(row.resource())
                        ? Uni.createFrom().item(new Read(row.resource(), Optional.empty()))
                        : (withMembers
                                        ? representations.show(session, row.resource(), shown, at)
                                        : Uni.createFrom().item(() -> representations.show(row, shown, at)))
                                .map(body -> new Read(row.resource(), Optional.of(body)))));
    }

    /** What a creation has made, as its answer shows it: only the members of a group have to be read. */
    Uni<ObjectNode> showNew(StoredResource resource, Shown shown, Locations at) {
        return resource.membershipVersion() > 0
                ? show(resource, shown, at)
                : Uni.createFrom().item(() -> representations.show(new PersonRow(resource, List.of()), shown, at));
    }

    /** What a write has made, as its answer shows it. */
    Uni<ObjectNode> show(StoredResource resource, Shown shown, Locations at) {
        return transactions.read(session -> representations.show(session, resource, shown, at));
    }
}
