package io.muster.runtime.security;

import java.security.Principal;
import java.util.Objects;

/**
 * A client (a machine) that a service recognized by a credential of its own making; who comes with a JWT is that JWT.
 *
 * @param clientId its name: what {@code client_id} would say in a JWT
 */
public record ClientPrincipal(String clientId) implements Principal {
    public ClientPrincipal {
        Objects.requireNonNull(clientId);
    }

    @Override
    public String getName() {
        return clientId;
    }
}
