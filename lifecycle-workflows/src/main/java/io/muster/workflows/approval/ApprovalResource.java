package io.muster.workflows.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Decide requests, and see which wait. */
@Path("/approvals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ApprovalResource {
    /** {@code {"decision": "approve" | "deny", "justification": "…"}}. */
    record Decision(
            @NotNull @Pattern(regexp = "approve|deny") String decision,
            @NotBlank @Size(max = 2000) String justification) {}

    private final RequestService service;
    private final Caller caller;

    @Inject
    ApprovalResource(RequestService service, Caller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Path("/{requestId}")
    @RolesAllowed("access:approve")
    public Uni<ObjectNode> decide(@PathParam("requestId") String requestId, @NotNull @Valid Decision decision) {
        return service.decide(requestId, decision.decision().equals("approve"), decision.justification())
                .map(AccessRequest::json);
    }

    /** Pending requests that wait for the approver, oldest first; {@code me} is the caller. */
    @GET
    @RolesAllowed({"access:approve", "policy:read"})
    public Uni<Page<ObjectNode>> waiting(
            @QueryParam("approver") @Nullable String approver,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        var who = approver == null || approver.equals("me") ? caller.subject() : approver;
        if (!who.equals(caller.subject()) && !caller.has("policy:read")) {
            throw new ProblemException(Problem.of(403, "forbidden", "A person sees what waits for himself only."));
        }
        int size = Cursor.limit(limit);
        var after = Cursor.decode(cursor, 1);
        return service.awaiting(who, after.isEmpty() ? "" : after.getFirst(), size + 1)
                .map(rows ->
                        Page.of(rows, size, last -> Cursor.encode(last.id())).map(AccessRequest::json));
    }
}
