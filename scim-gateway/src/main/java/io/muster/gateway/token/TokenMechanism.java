package io.muster.gateway.token;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.muster.gateway.request.Calls;
import io.muster.runtime.security.ClientPrincipal;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the bearer tokens with our prefix in them; every other one is for the JWT mechanism, which is asked next. */
@Singleton
class TokenMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;

    /** Whom a token is, as long as it is believed. */
    private final LoadingCache<ScimToken, SecurityIdentity> identities =
            Caffeine.newBuilder().weakKeys().build(TokenMechanism::identity);

    TokenMechanism(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        return presented(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .map(secret -> verifier.verify(secret).map(identities::get))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private static Optional<String> presented(@Nullable String header) {
        return Optional.ofNullable(header)
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip())
                // Also one that was pasted with something before it: the JWT mechanism would tell the log of it.
                .filter(token -> token.contains(TokenSecret.PREFIX));
    }

    private static SecurityIdentity identity(ScimToken token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new ClientPrincipal(token.client()))
                .addRoles(Set.copyOf(token.scopes()))
                .addAttribute(Calls.PROFILE, token.profile())
                .addAttribute(Calls.HIDDEN, token.hidden())
                .build();
    }

    /** The challenge is the JWT mechanism's too; what the client sees is made with the problem. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "muster-token"));
    }

    /** Before the JWT mechanism, which would refuse what it cannot read. */
    @Override
    public int getPriority() {
        return HttpAuthenticationMechanism.DEFAULT_PRIORITY + 1;
    }
}
