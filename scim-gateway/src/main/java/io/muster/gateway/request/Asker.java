package io.muster.gateway.request;

import io.muster.events.Actor;
import java.util.Objects;

/**
 * Who reads. A reader sets nothing off, so it needs nothing of a {@link Call} that ties events together.
 *
 * @param client the client of the token
 * @param actor the person behind it, or the client itself
 */
public record Asker(String client, Actor actor) {
    public Asker {
        Objects.requireNonNull(client);
        Objects.requireNonNull(actor);
    }
}
