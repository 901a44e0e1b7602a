package io.muster.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Calls;
import io.muster.gateway.request.Media;
import io.muster.runtime.problem.Bodies;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Schemas (RFC 7643 §7) and resource types (§6) that are added to the running system; for administrators, no part of SCIM. A document's id
 * here is a schema's URN, of a resource type {@code urn:ietf:params:scim:schemas:core:2.0:ResourceType:Contractor}.
 */
@Path("/admin/schemas")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("scim:admin")
public class SchemaResource {
    private final SchemaChanges changes;
    private final Schemas schemas;
    private final Calls calls;

    SchemaResource(SchemaChanges changes, Schemas schemas, Calls calls) {
        this.changes = changes;
        this.schemas = schemas;
        this.calls = calls;
    }

    /** What was added: {@code {"version":3,"items":[{"id":"urn:…","kind":"Schema|ResourceType","name":"Contractor","endpoint":"/Contractors"}]}}. */
    @GET
    @Operation(summary = "The schemas and resource types that were added")
    public Uni<ObjectNode> list() {
        return schemas.refresh().map(looked -> {
            var json = JsonNodeFactory.instance.objectNode().put("version", schemas.version());
            var items = json.putArray("items");
            schemas.custom().documents().forEach((id, document) -> {
                var type = document.has("endpoint");
                var item = items.addObject()
                        .put("id", id)
                        .put("kind", type ? "ResourceType" : "Schema")
                        .put("name", document.path("name").asText());
                if (type) {
                    item.put("endpoint", document.path("endpoint").asText());
                }
            });
            return json;
        });
    }

    /** One document, as it was taken, or of a built-in schema or type as it is in force; 404 where there is none. */
    @GET
    @Path("/{id}")
    @Operation(summary = "One schema or resource type")
    public Uni<ObjectNode> read(@PathParam("id") String id) {
        return schemas.refresh()
                .map(looked -> schemas.custom()
                        .document(id)
                        .or(() -> schemas.current().schema(id).map(schema -> schema.toFullJson()))
                        .or(() -> schemas.current().resourceTypes().stream()
                                .filter(type ->
                                        CustomSchemas.keyOfType(type.name()).equalsIgnoreCase(id))
                                .map(ResourceType::toJson)
                                .findFirst())
                        .orElseThrow(() -> new ProblemException(
                                Problem.of(404, "unknown-schema", "There is no schema or resource type " + id + "."))));
    }

    /**
     * Adds or changes several, all or none: {@code {"documents":[{"id":"urn:…","attributes":[…]},{"name":"Contractor","endpoint":"/Contractors",…}]}}.
     * 400 with every mistake and its place, 409 with how many resources stand against a change.
     */
    @POST
    @Consumes({MediaType.APPLICATION_JSON, Media.SCIM})
    @Operation(summary = "Adds or changes several, all or none")
    public Uni<ObjectNode> apply(ObjectNode body) {
        var documents = Bodies.required(body).path("documents");
        if (!documents.isArray() || documents.isEmpty()) {
            throw new ProblemException(
                    Problem.of(400, "invalid-schemas", "'documents' is an array of schemas and resource types."));
        }
        var list = new ArrayList<JsonNode>();
        documents.forEach(list::add);
        return changes.apply(calls.current(), list).map(SchemaResource::json);
    }

    /** Adds or changes one. */
    @PUT
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, Media.SCIM})
    @Operation(summary = "Adds or changes one")
    public Uni<ObjectNode> put(@PathParam("id") String id, ObjectNode body) {
        if (CustomSchemas.key(Bodies.required(body))
                .filter(id::equalsIgnoreCase)
                .isEmpty()) {
            throw new ProblemException(
                    Problem.of(400, "invalid-schemas", "The document is not that of the address, " + id + "."));
        }
        return changes.apply(calls.current(), List.of(body)).map(SchemaResource::json);
    }

    /** Takes one away; 409 with how many resources have it. */
    @DELETE
    @Path("/{id}")
    @Operation(summary = "Takes one away")
    public Uni<ObjectNode> remove(@PathParam("id") String id) {
        return changes.remove(calls.current(), List.of(id)).map(SchemaResource::json);
    }

    /** Takes several away, all or none: {@code ?id=…&id=…}. */
    @DELETE
    @Operation(summary = "Takes several away, all or none")
    public Uni<ObjectNode> removeAll(@QueryParam("id") List<String> ids) {
        if (ids.isEmpty()) {
            throw new ProblemException(Problem.of(400, "invalid-schemas", "Say which: ?id=…&id=…."));
        }
        return changes.remove(calls.current(), ids).map(SchemaResource::json);
    }

    /** {@code {"version":3,"documents":[{"id":"urn:…","outcome":"added"}]}}. */
    private static ObjectNode json(SchemaChanges.Outcome outcome) {
        var json = JsonNodeFactory.instance.objectNode().put("version", outcome.version());
        var documents = json.putArray("documents");
        outcome.documents()
                .forEach((id, what) -> documents.addObject().put("id", id).put("outcome", what));
        return json;
    }
}
