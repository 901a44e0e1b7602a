package io.muster.gateway.authority;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Calls;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.problem.Bodies;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Who has authority over which attribute; for administrators, no part of SCIM. */
@Path("/admin/authority")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("scim:admin")
public class AuthorityResource {
    private final Authorities authorities;
    private final Schemas schemas;
    private final Calls calls;

    AuthorityResource(Authorities authorities, Schemas schemas, Calls calls) {
        this.authorities = authorities;
        this.schemas = schemas;
        this.calls = calls;
    }

    /** The rules in force: {@code {"rules":[{"client","attributes":[…],"others":"refuse|ignore"}]}}. */
    @GET
    public Uni<ObjectNode> read() {
        return authorities.current().map(rules -> AuthorityDocument.of(rules).toJson());
    }

    /** Puts these rules in the place of all; 400 where one cannot be, and nothing changes. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<ObjectNode> replace(ObjectNode body) {
        var wanted = AuthorityDocument.read(Bodies.required(body)).toAuthority(schemas.current());
        return authorities
                .replace(calls.current(), wanted)
                .map(rules -> AuthorityDocument.of(rules).toJson());
    }
}
