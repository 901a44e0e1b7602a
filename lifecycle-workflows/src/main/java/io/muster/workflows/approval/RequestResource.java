package io.muster.workflows.approval;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.muster.workflows.identity.Occasion;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Ask for access packages and see what became of it. */
@Path("/requests")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class RequestResource {
    /** {@code {"for": userId, "accessPackage": "payments-approver", "justification": "…", "until": "2027-01-31"?}}. */
    record Wanted(
            @JsonProperty("for") @NotBlank @Size(max = 128) String person,
            @NotBlank @Size(max = 64) String accessPackage,
            @NotBlank @Size(max = 2000) String justification,
            @Nullable LocalDate until) {}

    private static final String READER = "policy:read";

    private final RequestService service;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    RequestResource(RequestService service, Caller caller, Correlation correlation) {
        this.service = service;
        this.caller = caller;
        this.correlation = correlation;
    }

    @POST
    @RolesAllowed({"access:request", RequestService.ADMINISTRATOR})
    public Uni<RestResponse<ObjectNode>> ask(@NotNull @Valid Wanted wanted) {
        var occasion = new Occasion(null, correlation.correlationId(), correlation.traceparent(), Lane.INTERACTIVE);
        return service.ask(wanted.person(), wanted.accessPackage(), wanted.justification(), wanted.until(), occasion)
                .map(request -> RestResponse.ResponseBuilder.<ObjectNode>created(
                                URI.create("/requests/" + request.id()))
                        .entity(request.json())
                        .build());
    }

    /** Newest first: a person's own, those of a report ({@code for}), or for an administrator all. */
    @GET
    @RolesAllowed({"access:request", READER})
    public Uni<Page<ObjectNode>> list(
            @QueryParam("for") @Nullable String person,
            @QueryParam("status") @Nullable String status,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var before = Cursor.decode(cursor, 1);
        var whose = person == null && !caller.has(READER) ? caller.subject() : person;
        return service.list(whose, status, before.isEmpty() ? "" : before.getFirst(), size + 1, READER)
                .map(rows ->
                        Page.of(rows, size, last -> Cursor.encode(last.id())).map(AccessRequest::json));
    }

    /** Seen by the person, who asked, those who decide, and administrators. */
    @GET
    @Path("/{id}")
    @RolesAllowed({"access:request", "access:approve", READER})
    public Uni<ObjectNode> read(@PathParam("id") String id) {
        return service.find(id).map(found -> {
            var request = found.orElseThrow(() -> RequestService.notFound(id));
            if (!caller.has(READER) && !concerns(request, caller.subject())) {
                throw new ProblemException(Problem.of(403, "forbidden", "This request is somebody else's."));
            }
            return request.json();
        });
    }

    private static boolean concerns(AccessRequest request, String person) {
        return List.of(request.person(), request.requestedBy()).contains(person)
                || request.stages().stream().anyMatch(stage -> stage.approvers().contains(person));
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"access:request", RequestService.ADMINISTRATOR})
    public Uni<ObjectNode> cancel(@PathParam("id") String id) {
        return service.cancel(id).map(AccessRequest::json);
    }
}
