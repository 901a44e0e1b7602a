package io.muster.gateway.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;

/** What this service provider can do (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4), from the limits that are set. */
final class ServiceProviderConfig {
    private static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

    private ServiceProviderConfig() {}

    static ObjectNode of(GatewayConfig config, String location) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(SCHEMA);
        json.put("documentationUri", "https://datatracker.ietf.org/doc/html/rfc7644");
        json.putObject("patch").put("supported", true);
        json.putObject("bulk")
                .put("supported", true)
                .put("maxOperations", config.limits().bulkOperations())
                .put("maxPayloadSize", config.limits().bulkBody());
        json.putObject("filter")
                .put("supported", true)
                .put("maxResults", config.pages().maxSize());
        json.putObject("changePassword").put("supported", true);
        json.putObject("sort").put("supported", true);
        json.putObject("etag").put("supported", true);
        json.putObject("pagination")
                .put("cursor", true)
                .put("index", true)
                .put("defaultPaginationMethod", "index")
                .put("defaultPageSize", config.pages().defaultSize())
                .put("maxPageSize", config.pages().maxSize())
                .put("cursorTimeout", config.pages().cursorTimeout().toSeconds());
        json.putObject("securityEvents").put("asyncRequest", "request");
        json.putArray("authenticationSchemes")
                .addObject()
                .put("type", "oauthbearertoken")
                .put("name", "OAuth Bearer Token")
                .put(
                        "description",
                        "A JWT, or an opaque token of this gateway, with scopes of scim:read, scim:write, scim:admin.")
                .put("specUri", "https://datatracker.ietf.org/doc/html/rfc6750")
                .put("primary", true);
        json.putObject("meta").put("resourceType", "ServiceProviderConfig").put("location", location);
        return json;
    }
}
