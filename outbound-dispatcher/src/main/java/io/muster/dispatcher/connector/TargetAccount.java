package io.muster.dispatcher.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An account as its target has it.
 *
 * @param id the target's own id
 * @param active whether one can sign in with it
 * @param attributes the mapped attributes that have a value, by the names of the mapping:
 *     {@code {"userName":"alice","name.familyName":"Martin"}}
 */
public record TargetAccount(TargetId id, boolean active, Map<String, JsonNode> attributes) {
    public TargetAccount {
        Objects.requireNonNull(id);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
