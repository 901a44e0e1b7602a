package io.muster.dispatcher.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.dispatcher.mapping.Apply;
import io.muster.dispatcher.mapping.AttributeRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A Target document, read.
 *
 * @param name the application's name
 * @param revision + 1 with each change of the document
 * @param kind the protocol
 * @param connection where it is and who we are there
 * @param matching combinations of attributes that find an existing account, in the order in which they are tried
 * @param attributes the mapping
 * @param groups whether entitlements are groups of the target
 * @param disabled what a disabled grant means for the account
 * @param absent what an absent grant means for the account
 * @param settle how long a new account may take to be found by a search
 * @param limits how fast, and how much may be taken away
 * @param every the time between two reconciliations
 * @param correctDrift whether what was changed by hand is put back
 */
public record Target(
        String name,
        long revision,
        Kind kind,
        Connection connection,
        List<List<String>> matching,
        List<AttributeRule> attributes,
        boolean groups,
        Takeaway disabled,
        Takeaway absent,
        Duration settle,
        Limits limits,
        Duration every,
        boolean correctDrift) {

    /** The protocol. */
    public enum Kind {
        /** SCIM 2.0. */
        SCIM,
        /** LDAP v3. */
        LDAP
    }

    /** What happens to an account that should not be used any more. */
    public enum Takeaway {
        /** It stays and cannot be used. */
        DISABLE,
        /** It goes. */
        DELETE,
        /** Nothing. */
        LEAVE
    }

    /**
     * Where a target is.
     *
     * @param url may hold {@code ${NAME}} and {@code ${NAME:default}}
     * @param baseDn of a directory, else empty
     * @param bindDn of a directory, else empty
     * @param fromEnv the environment variable that holds the credential
     * @param timeout the limit of one request
     */
    public record Connection(String url, String baseDn, String bindDn, String fromEnv, Duration timeout) {}

    /**
     * Bounds.
     *
     * @param concurrency accounts worked on at once
     * @param ratePerSecond requests that write, per second
     * @param disables accounts that may be disabled
     * @param deletions accounts that may be deleted
     */
    public record Limits(int concurrency, double ratePerSecond, Limit disables, Limit deletions) {}

    /**
     * So many accounts in a sliding window, whichever of the two is more.
     *
     * @param count always allowed
     * @param percent of the target's accounts
     * @param window how far back is counted
     */
    public record Limit(int count, double percent, Duration window) {
        /** How many accounts may be taken away when the target has so many. */
        public long allowed(long accounts) {
            return Math.max(count, (long) Math.floor(accounts * percent / 100));
        }
    }

    public Target {
        matching = matching.stream().map(List::copyOf).toList();
        attributes = List.copyOf(attributes);
    }

    private static final Limit DISABLES = new Limit(50, 5, Duration.ofHours(1));
    private static final Limit DELETIONS = new Limit(20, 2, Duration.ofHours(1));

    /** Reads a document that has passed its schema. */
    static Target of(JsonNode document, long revision) {
        JsonNode spec = document.path("spec");
        JsonNode connection = spec.path("connection");
        JsonNode limits = spec.path("limits");
        List<AttributeRule> attributes = new ArrayList<>();
        for (JsonNode rule : spec.path("attributes")) {
            attributes.add(new AttributeRule(
                    rule.path("to").asText(),
                    rule.path("value").asText(),
                    Apply.of(rule.path("apply").asText("always"))));
        }
        List<List<String>> matching = new ArrayList<>();
        for (JsonNode combination : spec.path("matching")) {
            List<String> names = new ArrayList<>();
            combination.forEach(name -> names.add(name.asText()));
            matching.add(names);
        }
        JsonNode deprovisioning = spec.path("deprovisioning");
        JsonNode reconciliation = spec.path("reconciliation");
        return new Target(
                document.path("metadata").path("name").asText(),
                revision,
                Kind.valueOf(spec.path("connector").asText().toUpperCase(Locale.ROOT)),
                new Connection(
                        connection.path("url").asText(),
                        connection.path("baseDn").asText(""),
                        connection.path("bindDn").asText(""),
                        connection.path("credential").path("fromEnv").asText(),
                        duration(connection, "timeout", "PT10S")),
                matching,
                attributes,
                !spec.path("entitlements").path("as").asText("groups").equals("none"),
                takeaway(deprovisioning, "disabled", "disable"),
                takeaway(deprovisioning, "absent", "delete"),
                duration(spec, "settle", "PT5S"),
                new Limits(
                        limits.path("concurrency").asInt(8),
                        limits.path("ratePerSecond").asDouble(50),
                        limit(limits.path("disables"), DISABLES),
                        limit(limits.path("deletions"), DELETIONS)),
                duration(reconciliation, "every", "PT6H"),
                !reconciliation.path("drift").asText("correct").equals("report"));
    }

    private static Limit limit(JsonNode node, Limit fallback) {
        return node.isObject()
                ? new Limit(
                        node.path("count").asInt(), node.path("percent").asDouble(), duration(node, "window", "PT1H"))
                : fallback;
    }

    private static Takeaway takeaway(JsonNode node, String field, String fallback) {
        return Takeaway.valueOf(node.path(field).asText(fallback).toUpperCase(Locale.ROOT));
    }

    private static Duration duration(JsonNode node, String field, String fallback) {
        return Duration.parse(node.path(field).asText(fallback));
    }
}
