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
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /Bulk} (RFC 7644 §3.7): 200 whatever becomes of the operations; 413 over a limit, and nothing is done. */
@Path("/scim/v2/Bulk")
@Produces({Media.SCIM, Media.JSON})
public class BulkEndpoint {
    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

    private final Bulk bulk;
    private final Calls calls;
    private final GatewayConfig config;

    BulkEndpoint(Bulk bulk, Calls calls, GatewayConfig config) {
        this.bulk = bulk;
        this.calls = calls;
        this.config = config;
    }

    /** {@code {"failOnErrors":1,"Operations":[{"method","path","bulkId","version","data"}]}}. */
    @POST
    @Consumes({Media.SCIM, Media.JSON})
    @RolesAllowed("scim:write")
    public Uni<Response> run(byte[] body, UriInfo uri) {
        var request = JsonBody.read(body, config.limits().bulkBody());
        var operations = operations(request);
        var lane = operations.size() > config.bulk().interactiveOperations() ? Lane.BULK : Lane.INTERACTIVE;
        return bulk.run(calls.current().ofBulk(lane), operations, failOnErrors(request), Locations.of(uri))
                .map(outcomes -> Media.answer(200, response(outcomes)).build());
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
