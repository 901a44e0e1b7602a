package io.muster.dispatcher.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.runtime.problem.Bodies;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /targets}: the applications that Muster provisions. */
@Path("/targets")
@Produces(MediaType.APPLICATION_JSON)
class TargetResource {
    private final TargetService service;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    TargetResource(TargetService service, Caller caller, Correlation correlation) {
        this.service = service;
        this.caller = caller;
        this.correlation = correlation;
    }

    /** {@code {"files":[{"name","content"}],"allowRemovals":false}} → {@code {"added","changed","removed"}}. */
    @PUT
    @RolesAllowed({"provisioning:write", "policy:write"})
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TargetService.Applied> apply(JsonNode body) {
        if (!Bodies.required(body).path("files").isArray()) {
            throw new ProblemException(Problem.of(400, "invalid-body", "files is a list of {name, content}"));
        }
        List<TargetDocuments.File> files = new ArrayList<>();
        for (JsonNode file : body.path("files")) {
            files.add(new TargetDocuments.File(
                    file.path("name").asText(), file.path("content").asText()));
        }
        return service.apply(
                files, body.path("allowRemovals").asBoolean(false), caller.actor(), correlation.correlationId());
    }

    /** {@code {"items":[{"name","kind","revision","status","accounts":{"active":n},"quarantine"?}],"next":null}}. */
    @GET
    @RolesAllowed({"provisioning:read", "provisioning:write"})
    public Uni<Map<String, Object>> list() {
        return service.items().map(items -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("items", items);
            answer.put("next", null);
            return answer;
        });
    }

    /** One of {@link #list}. */
    @GET
    @Path("/{name}")
    @RolesAllowed({"provisioning:read", "provisioning:write"})
    public Uni<Map<String, Object>> one(@PathParam("name") String name) {
        return service.items()
                .map(items -> items.stream()
                        .filter(item -> name.equals(item.get("name")))
                        .findFirst()
                        .orElseThrow(() -> new ProblemException(Problem.of(404, "no-such-target", name))));
    }

    /** The JSON Schema of the kind Target. */
    @GET
    @Path("/schema")
    @RolesAllowed({"provisioning:read", "provisioning:write", "policy:read"})
    public String schema() {
        return TargetDocuments.schema();
    }
}
