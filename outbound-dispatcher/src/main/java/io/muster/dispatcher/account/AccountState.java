package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.dispatcher.connector.TargetId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a target is known to hold for a person.
 *
 * @param targetId the account; empty when there is none that we know
 * @param active whether it can be used
 * @param written the attributes as we sent them last
 * @param seen the attributes as the target showed them after that; it may write them in its own way
 * @param entitlements those that we gave
 * @param verify read before the next write
 * @param drifted somebody changed it in the target
 * @param uncertainSince when a create was sent that had no answer
 */
record AccountState(
        Optional<TargetId> targetId,
        boolean active,
        Map<String, JsonNode> written,
        Map<String, JsonNode> seen,
        Set<String> entitlements,
        boolean verify,
        boolean drifted,
        Optional<Instant> uncertainSince) {
    AccountState {
        written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
        seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
        entitlements = Collections.unmodifiableSet(new TreeSet<>(entitlements));
    }
}
