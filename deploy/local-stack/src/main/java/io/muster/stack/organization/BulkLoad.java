package io.muster.stack.organization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings employees into a SCIM service through {@code /Bulk} (RFC 7644 §3.7), managers before their reports: a manager of the same request by {@code bulkId}, one of an earlier request by id.
 */
public final class BulkLoad {
    private static final String REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String scim;
    private final String token;
    private final Map<String, String> ids = new HashMap<>();

    /**
     * A load into one service.
     *
     * @param scim base address, {@code http://127.0.0.1:8080/scim/v2}
     * @param token bearer token with {@code scim:write}
     */
    public BulkLoad(HttpClient http, String scim, String token) {
        this.http = http;
        this.scim = scim;
        this.token = token;
    }

    /** The request that creates these employees. */
    public ObjectNode request(List<Employee> employees) {
        var request = JSON.createObjectNode();
        request.putArray("schemas").add(REQUEST);
        var operations = request.putArray("Operations");
        for (var employee : employees) {
            operations
                    .addObject()
                    .put("method", "POST")
                    .put("path", "/Users")
                    .put("bulkId", employee.number())
                    .set("data", ScimUsers.user(employee, managerReference(employee)));
        }
        return request;
    }

    private @Nullable String managerReference(Employee employee) {
        if (employee.manager() == null) {
            return null;
        }
        return Objects.requireNonNullElse(ids.get(employee.manager()), "bulkId:" + employee.manager());
    }

    /**
     * Sends one request and remembers the ids.
     *
     * @throws IOException if the service refuses the request or one of its operations, with its answer
     */
    public JsonNode send(List<Employee> employees) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(scim + "/Bulk"))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/scim+json")
                .POST(HttpRequest.BodyPublishers.ofString(request(employees).toString()))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("/Bulk answered " + response.statusCode() + ": " + response.body());
        }
        var answer = JSON.readTree(response.body());
        for (var operation : answer.path("Operations")) {
            if (!operation.path("status").asText().equals("201")) {
                throw new IOException("/Bulk refused " + operation);
            }
            var location = operation.path("location").asText();
            ids.put(operation.path("bulkId").asText(), location.substring(location.lastIndexOf('/') + 1));
        }
        return answer;
    }

    /** Id by employee number of all that were sent. */
    public Map<String, String> ids() {
        return Map.copyOf(ids);
    }
}
