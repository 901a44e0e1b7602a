package io.muster.dispatcher.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An account to be made.
 *
 * @param active false makes it disabled from its first moment
 * @param attributes by the names of the mapping; JSON null means "none"
 */
public record NewAccount(boolean active, Map<String, JsonNode> attributes) {
    public NewAccount {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
