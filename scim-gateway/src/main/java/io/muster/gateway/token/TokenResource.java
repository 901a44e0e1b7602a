package io.muster.gateway.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Calls;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The tokens of clients that know nothing of OIDC; for administrators, no part of SCIM. */
@Path("/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("scim:admin")
public class TokenResource {
    private final Tokens tokens;
    private final Schemas schemas;
    private final Calls calls;
    private final GatewayConfig.Tokens settings;

    TokenResource(Tokens tokens, Schemas schemas, Calls calls, GatewayConfig config) {
        this.tokens = tokens;
        this.schemas = schemas;
        this.calls = calls;
        this.settings = config.tokens();
    }

    /** A token without its secret, as administrators see it; status is {@code active}, {@code expired} or {@code revoked}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String id,
            String client,
            String status,
            List<String> scopes,
            int requestsPerSecond,
            int burst,
            String profile,
            List<String> hiddenAttributes,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy) {
        static Shown of(ScimToken token, Instant now) {
            return new Shown(
                    token.id(),
                    token.client(),
                    token.status(now).word(),
                    token.scopes(),
                    token.rate().requestsPerSecond(),
                    token.rate().burst(),
                    token.profile().word(),
                    token.hidden().names().stream().sorted().toList(),
                    token.createdAt(),
                    token.createdBy(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.revokedAt(),
                    token.revokedBy());
        }
    }

    /**
     * The one answer that holds the secret.
     *
     * @param token what the client sends as its bearer token
     * @param about the rest, beside it
     */
    record WithSecret(String token, @JsonUnwrapped Shown about) {
        /** Without the secret. */
        @Override
        public String toString() {
            return about.toString();
        }
    }

    /** 201 with the secret, which no other answer shows; 400 where it cannot be, 409 where the client has two active ones. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Issue a token; the answer alone holds its secret")
    public Uni<RestResponse<WithSecret>> issue(@NotNull @Valid TokenRequest request) {
        return tokens.issue(calls.current(), request.toWish(settings, schemas.current(), tokens.now()))
                .map(issued -> RestResponse.ResponseBuilder.<WithSecret>created(
                                URI.create("/tokens/" + issued.token().id()))
                        .entity(new WithSecret(issued.secret().text(), shown(issued.token())))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    /** Newest first, never with a secret. */
    @GET
    @Operation(summary = "Tokens, newest first: of one client or of all, in one status or in any")
    public Uni<Page<Shown>> list(
            @QueryParam("client") @Pattern(regexp = TokenRequest.CLIENT) @Nullable String client,
            @QueryParam("status") @Nullable String status,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return tokens.list(client, status(status), cursor, Cursor.limit(limit)).map(page -> page.map(this::shown));
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @Operation(summary = "A token, without its secret")
    public Uni<Shown> one(@PathParam("id") String id) {
        return tokens.find(id).map(this::shown);
    }

    /** 204, also where it was revoked before; every replica refuses it within two seconds. 404 where there is none. */
    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke a token: within two seconds it opens nowhere")
    public Uni<RestResponse<Void>> revoke(@PathParam("id") String id) {
        return tokens.revoke(calls.current(), id).map(revoked -> RestResponse.noContent());
    }

    private Shown shown(ScimToken token) {
        return Shown.of(token, tokens.now());
    }

    private static Optional<ScimToken.Status> status(@Nullable String asked) {
        if (asked == null || asked.isEmpty()) {
            return Optional.empty();
        }
        var status = Arrays.stream(ScimToken.Status.values())
                .filter(each -> each.word().equals(asked))
                .findFirst();
        if (status.isEmpty()) {
            throw new ProblemException(Problem.of(400, "invalid-status", "\"status\" is active, expired or revoked."));
        }
        return status;
    }
}
