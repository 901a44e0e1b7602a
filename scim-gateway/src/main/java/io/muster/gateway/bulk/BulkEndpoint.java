package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Calls;
import io.muster.gateway.request.JsonBody;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Media;
import io.muster.gateway.request.Preference;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code POST /Bulk} (RFC 7644 §3.7): 200 whatever becomes of the operations; 413 over a limit, and nothing is done. Asked for it (RFC 9967 §2.5.1),
 * it answers before they are done.
 */
@Path("/scim/v2/Bulk")
@Produces({Media.SCIM, Media.JSON})
public class BulkEndpoint {
    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

    private static final int RETRY_SECONDS = 1;

    private final Bulk bulk;
    private final AsyncBulk async;
    private final Calls calls;
    private final GatewayConfig config;

    BulkEndpoint(Bulk bulk, AsyncBulk async, Calls calls, GatewayConfig config) {
        this.bulk = bulk;
        this.async = async;
        this.calls = calls;
        this.config = config;
    }

    /** {@code {"failOnErrors":1,"Operations":[{"method","path","bulkId","version","data"}]}}. */
    @POST
    @Consumes({Media.SCIM, Media.JSON})
    @RolesAllowed("scim:write")
    @Operation(
            summary = "Several operations; with Prefer: respond-async 202 and the address where their result will be")
    public Uni<Response> run(byte[] body, UriInfo uri, HttpHeaders headers) {
        var request = JsonBody.read(body);
        var operations = operations(request);
        var lane = operations.size() > config.bulk().interactiveOperations() ? Lane.BULK : Lane.INTERACTIVE;
        var call = calls.current().ofBulk(lane);
        var at = Locations.of(uri);
        var preference = Preference.of(headers.getRequestHeaders().getOrDefault("Prefer", List.of()));
        if (preference.respondAsync() && AsyncBulk.keepable(operations)) {
            return async.accept(call, operations, failOnErrors(request), at)
                    .chain(id -> preference
                            .waitFor()
                            .map(wait -> async.await(call.client(), id, wait)
                                    .map(taken -> taken.endedAt() == null ? accepted(id, at) : done(headers, taken)))
                            .orElseGet(() -> Uni.createFrom().item(accepted(id, at))));
        }
        return bulk.run(call, operations, failOnErrors(request), at)
                .map(outcomes -> Media.answer(headers, 200, response(outcomes)).build());
    }

    private static Response accepted(String id, Locations at) {
        return Response.status(Response.Status.ACCEPTED)
                .location(URI.create(at.of("/Bulk", id)))
                .header("Set-Txn", id)
                .header("Preference-Applied", "respond-async")
                .build();
    }

    /** Of a request that was answered before it was done: 202 with its progress until it is, then 200 with what its answer would have been. */
    @GET
    @Path("/{id}")
    @RolesAllowed("scim:write")
    @Operation(summary = "How far a request is that was answered before it was done; in the end its result")
    public Uni<Response> read(@PathParam("id") String id, HttpHeaders headers) {
        return async.find(calls.current().client(), id)
                .map(request -> request.endedAt() == null
                        ? Media.answer(headers, 202, request.progress())
                                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                                .build()
                        : done(headers, request));
    }

    private Response done(HttpHeaders headers, AsyncRequest request) {
        var forgotten = async.forgottenAt(Objects.requireNonNull(request.endedAt()));
        return Media.answer(headers, 200, response(request.outcomes()))
                .expires(Date.from(forgotten))
                .build();
    }

    /** 204: of a request that was answered before it was done; what is not begun never is, and its result is forgotten. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed("scim:write")
    @Operation(summary = "Stops a request that was answered before it was done, or forgets its result")
    public Uni<Void> remove(@PathParam("id") String id) {
        return async.remove(calls.current().client(), id);
    }

    private List<BulkOperation> operations(ObjectNode request) {
        var operations = member(request, "Operations")
                .filter(JsonNode::isArray)
                .orElseThrow(() -> new ScimError.InvalidSyntax("A bulk request has an array 'Operations'.").refused());
        int limit = config.limits().bulkOperations();
        if (operations.size() > limit) {
            throw new ScimError.TooLarge(
                            "A bulk request has at most " + limit + " operations, not " + operations.size() + ".")
                    .refused();
        }
        var list = new ArrayList<BulkOperation>(operations.size());
        operations.forEach(operation -> list.add(BulkOperation.read(list.size(), operation)));
        demandUnique(list);
        return list;
    }

    /** A bulkId that is given twice would be a reference to one of two. */
    private static void demandUnique(List<BulkOperation> operations) {
        var ids = new HashSet<String>();
        for (var operation : operations) {
            if (operation.bulkId() != null && !ids.add(operation.bulkId())) {
                throw new ScimError.InvalidValue("The bulkId '" + operation.bulkId() + "' is given twice.").refused();
            }
        }
    }

    private static int failOnErrors(ObjectNode request) {
        return member(request, "failOnErrors")
                .map(value -> {
                    if (!value.isIntegralNumber() || value.asInt() < 1) {
                        throw new ScimError.InvalidValue("'failOnErrors' is a whole number from 1 on.").refused();
                    }
                    return value.asInt();
                })
                .orElse(0);
    }

    private static Optional<JsonNode> member(ObjectNode request, String name) {
        return request.propertyStream()
                .filter(property -> property.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isNull())
                .findFirst();
    }

    private static ObjectNode response(List<Outcome> outcomes) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(RESPONSE);
        var array = json.putArray("Operations");
        outcomes.forEach(outcome -> array.add(outcome.toJson()));
        return json;
    }
}
