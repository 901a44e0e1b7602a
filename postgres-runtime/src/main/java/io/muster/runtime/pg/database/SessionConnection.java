package io.muster.runtime.pg.database;

import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/** The way to statements of our own inside a session's transaction. */
public final class SessionConnection {
    private SessionConnection() {}

    /**
     * The session's own connection, in its transaction. A native query of the session would do the same for more: Hibernate ORM
     * 7.2 keeps the plan of each under a key that equals no other one, so every request looks through those of all before it,
     * finds none and adds one.
     */
    public static ReactiveConnection of(Mutiny.Session session) {
        return ((MutinySessionImpl) session).getReactiveConnection();
    }
}
