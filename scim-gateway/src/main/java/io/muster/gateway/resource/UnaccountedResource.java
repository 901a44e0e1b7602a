package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Calls;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.problem.Bodies;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Decisions about what a restored store does not have; for administrators, no part of SCIM. */
@Path("/admin/unaccounted")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed("scim:admin")
public class UnaccountedResource {
    private final Unaccounted unaccounted;
    private final Schemas schemas;
    private final Calls calls;

    UnaccountedResource(Unaccounted unaccounted, Schemas schemas, Calls calls) {
        this.unaccounted = unaccounted;
        this.schemas = schemas;
        this.calls = calls;
    }

    /**
     * What is wanted: {@code {"decision":"delete","type":"User","resource":{…}}}.
     *
     * @param decision {@code delete} or {@code adopt}
     * @param type {@code User}, {@code Group}, another resource type, or {@code Membership}
     * @param resource as it was last told
     */
    record Wanted(
            @NotBlank String decision,
            @NotBlank String type,
            @NotNull ObjectNode resource) {}

    /**
     * What came of it.
     *
     * @param changed false where it was decided so before
     */
    record Decided(String id, String decision, boolean changed) {}

    /** Decides; the same again changes nothing, the contrary is 409. */
    @PUT
    @Path("/{id}")
    @Operation(summary = "Decide about a resource that the restored store does not have and subscribers know")
    public Uni<Decided> decide(@PathParam("id") String id, @Valid Wanted body) {
        var wanted = Bodies.required(body);
        var decision = decision(wanted.decision());
        var membership = wanted.type().equals(Unaccounted.MEMBERSHIP);
        var type = type(membership ? "Group" : wanted.type());
        var key = Types.id(type, id);
        var done = membership
                ? unaccounted.decideMembership(calls.current(), decision, type, key, wanted.resource())
                : unaccounted.decide(calls.current(), decision, type, key, wanted.resource());
        return done.map(changed -> new Decided(id, wanted.decision(), changed));
    }

    private ResourceType type(String name) {
        return schemas.current()
                .resourceType(name)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(400, "unknown-type", "There is no resource type " + name + ".")));
    }

    private static Unaccounted.Decision decision(String word) {
        return Arrays.stream(Unaccounted.Decision.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(400, "unknown-decision", "\"decision\" is \"delete\" or \"adopt\".")));
    }
}
