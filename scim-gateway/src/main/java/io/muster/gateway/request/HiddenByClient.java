package io.muster.gateway.request;

import io.muster.gateway.GatewayConfig;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.SchemaRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is hidden from clients by their ids ({@code muster.gateway.hidden-attributes}), whatever their credential. A name that means nothing
 * would hide nothing: with one the service does not start.
 */
@Startup
@Singleton
class HiddenByClient {
    private static final String SETTING = "muster.gateway.hidden-attributes.";

    private final Map<String, HiddenAttributes> byClient;

    HiddenByClient(GatewayConfig config) {
        byClient = config.hiddenAttributes().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, client -> hidden(client.getKey(), client.getValue())));
    }

    /** What is hidden from a client beside what its credential hides. */
    HiddenAttributes of(String client) {
        return byClient.getOrDefault(client, HiddenAttributes.NONE);
    }

    private static HiddenAttributes hidden(String client, List<String> names) {
        return new HiddenAttributes(
                names.stream().map(name -> hideable(client, name)).collect(Collectors.toSet()));
    }

    static String hideable(String client, String name) {
        try {
            return WholeAttributes.hideable(SchemaRegistry.builtIn(), name)
                    .or(() -> WholeAttributes.ofAddedSchema(SchemaRegistry.builtIn(), name))
                    .orElseThrow(() -> new IllegalArgumentException(SETTING + client
                            + " holds whole attributes that a resource need not have, those of added schemas by their URN, not '"
                            + name + "'."));
        } catch (ScimError.Refused e) {
            throw new IllegalArgumentException(
                    SETTING + client + ": " + e.error().detail(), e);
        }
    }
}
