package io.muster.gateway.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.gateway.request.Calls;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The current state told once more; for administrators, no part of SCIM. */
@Path("/admin/republications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("scim:admin")
public class RepublicationResource {
    private final Republications republications;
    private final Calls calls;

    RepublicationResource(Republications republications, Calls calls) {
        this.republications = republications;
        this.calls = calls;
    }

    /**
     * How far it is.
     *
     * @param state {@code running}, {@code done} or {@code stopped}
     * @param resources events told of users, groups and resources of added types, of how many at the start
     * @param memberships the same of memberships
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String id,
            String state,
            Republication.Progress resources,
            Republication.Progress memberships,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant endedAt) {
        static Shown of(Republication one) {
            var state = one.endedAt() == null ? "running" : one.stage().name().toLowerCase(Locale.ROOT);
            return new Shown(
                    one.id(),
                    state,
                    one.resources(),
                    one.memberships(),
                    one.requestedBy(),
                    one.requestedAt(),
                    one.endedAt());
        }
    }

    /** 202 with where its progress is; 409 while one goes on. */
    @POST
    @Operation(summary = "Tell the current state once more on the topics")
    public Uni<RestResponse<Shown>> begin() {
        return republications
                .begin(calls.current())
                .map(begun -> ResponseBuilder.<Shown>accepted(Shown.of(begun))
                        .location(URI.create("/admin/republications/" + begun.id()))
                        .build());
    }

    /** Newest first. */
    @GET
    @Operation(summary = "Republications, newest first")
    public Uni<Page<Shown>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return republications.list(cursor, Cursor.limit(limit)).map(page -> page.map(Shown::of));
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @Operation(summary = "How far a republication is")
    public Uni<Shown> one(@PathParam("id") String id) {
        return republications.find(id).map(Shown::of);
    }

    /** Stops it where it is; again it changes nothing. */
    @DELETE
    @Path("/{id}")
    @Operation(summary = "Stop a republication where it is")
    public Uni<Shown> stop(@PathParam("id") String id) {
        return republications.stop(id).map(Shown::of);
    }
}
