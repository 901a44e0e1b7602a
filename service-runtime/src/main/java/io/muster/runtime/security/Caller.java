package io.muster.runtime.security;

import io.muster.events.Actor;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Who calls, by the verified token of the current request: a JWT, or what the service itself gave to a client. */
@RequestScoped
public class Caller {
    private final CurrentIdentityAssociation association;

    @Inject
    Caller(CurrentIdentityAssociation association) {
        this.association = association;
    }

    /** Claim {@code client_id}, or {@code sub} where the token has none. */
    public String clientId() {
        var client = claim("client_id");
        return client == null ? subject() : client;
    }

    /** Claim {@code sub}: a person's id, or the client itself; of a {@link ClientPrincipal} always the client. */
    public String subject() {
        if (identity().getPrincipal() instanceof ClientPrincipal client) {
            return client.clientId();
        }
        var subject = claim("sub");
        if (subject == null) {
            throw new ProblemException(Problem.of(401, "unauthorized", "The token names no subject."));
        }
        return subject;
    }

    /** Claim {@code scope}, split. */
    public Set<String> scopes() {
        return identity().getRoles();
    }

    public boolean has(String scope) {
        return identity().hasRole(scope);
    }

    /** Whether a person is behind the token: then subject and client differ. */
    public boolean isPerson() {
        return !subject().equals(clientId());
    }

    /** As events name it: the person if there is one, else the client. */
    public Actor actor() {
        return isPerson() ? new Actor(Actor.Kind.PERSON, subject()) : new Actor(Actor.Kind.CLIENT, clientId());
    }

    /** What the service itself knows of a credential that it made; empty for a JWT. */
    public <T> Optional<T> attribute(String name, Class<T> type) {
        return Optional.ofNullable(identity().getAttribute(name)).map(type::cast);
    }

    private SecurityIdentity identity() {
        return association.getIdentity();
    }

    private @Nullable String claim(String name) {
        return identity().getPrincipal() instanceof JsonWebToken token ? token.getClaim(name) : null;
    }
}
