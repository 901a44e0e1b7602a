package io.muster.gateway.request;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What is written in the transaction of a change as well: what has to be known for ever of a change that was made, and must never be known of one
 * that was not. Where it fails nothing is changed.
 */
@FunctionalInterface
public interface Receipt {
    /** Nothing. */
    Receipt NONE = (session, id, etag) -> Uni.createFrom().voidItem();

    /**
     * Writes it.
     *
     * @param id of the resource that was changed
     * @param etag its version afterwards; 0 for one that was deleted
     */
    Uni<Void> write(Mutiny.Session session, String id, long etag);
}
