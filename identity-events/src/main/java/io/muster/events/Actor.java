package io.muster.events;

import java.util.Objects;

/**
 * Who did it: {@code {"kind":"client","id":"hr"}}.
 *
 * @param kind what kind of actor
 * @param id client id, user id, policy name or timer name; never a display name
 */
public record Actor(Kind kind, String id) {
    /** Kinds of actors. */
    public enum Kind {
        CLIENT,
        PERSON,
        POLICY,
        TIMER,
        SYSTEM
    }

    public Actor {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
    }

    public static Actor client(String clientId) {
        return new Actor(Kind.CLIENT, clientId);
    }

    public static Actor person(String userId) {
        return new Actor(Kind.PERSON, userId);
    }

    public static Actor policy(String name) {
        return new Actor(Kind.POLICY, name);
    }

    public static Actor timer(String name) {
        return new Actor(Kind.TIMER, name);
    }

    public static Actor system(String service) {
        return new Actor(Kind.SYSTEM, service);
    }
}
