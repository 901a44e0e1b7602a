package io.muster.runtime.security;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Lets no token in that calls its client or its subject by something that is no name, or that no event and no table could hold. */
@ApplicationScoped
public class NamedCallers implements SecurityIdentityAugmentor {
    private static final List<String> NAMES = List.of("client_id", "sub");

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        boolean named = !(identity.getPrincipal() instanceof JsonWebToken token)
                || NAMES.stream().allMatch(claim -> isNameOrAbsent(token.getClaim(claim)));
        return named
                ? Uni.createFrom().item(identity)
                : Uni.createFrom().failure(() -> new AuthenticationFailedException("The token names nobody."));
    }

    private static boolean isNameOrAbsent(@Nullable Object claim) {
        return claim == null || (claim instanceof String name && !name.isBlank() && storable(name));
    }

    /** U+0000 has no place in PostgreSQL, half of a character none in UTF-8. */
    private static boolean storable(String name) {
        return name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
