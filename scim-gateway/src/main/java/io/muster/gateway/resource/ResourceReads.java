package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads single resources. */
@ApplicationScoped
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
        shown.on(type);
        return transactions.read(session -> store.find(session, type, id)
                .map(found -> found.orElseThrow(() -> new ScimError.NotFound(type.name(), id).refused()))
                .chain(resource -> known.test(resource)
                        ? Uni.createFrom().item(new Read(resource, Optional.empty()))
                        : representations
                                .show(session, resource, shown, at)
                                .map(body -> new Read(resource, Optional.of(body)))));
    }

    /** What a write has made, as its answer shows it. */
    Uni<ObjectNode> show(StoredResource resource, Shown shown, Locations at) {
        return transactions.read(session -> representations.show(session, resource, shown, at));
    }
}
