package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reason for an access, and what it gives:
 * {@code {"kind":"policy","policy":"code-host","version":3,"rule":"engineers","entitlements":["developer"]}}; for a request {@code policy} is the
 * access package and {@code request} the request's id.
 *
 * @param version of the document when it gave this reason; a later version that still gives it does not change the reason
 */
public record GrantReason(
        Kind kind,
        String policy,
        long version,
        @Nullable String rule,
        @Nullable String request,
        List<String> entitlements) {
    /** Where access comes from. */
    public enum Kind {
        POLICY,
        REQUEST
    }

    public GrantReason {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(policy);
        entitlements = entitlements.stream().sorted().distinct().toList();
    }

    static GrantReason rule(String policy, long version, String rule, List<String> entitlements) {
        return new GrantReason(Kind.POLICY, policy, version, rule, null, entitlements);
    }

    static GrantReason request(String accessPackage, long version, String request, List<String> entitlements) {
        return new GrantReason(Kind.REQUEST, accessPackage, version, null, request, entitlements);
    }

    /** Whether both are the same reason, whatever it gives. */
    boolean sameAs(GrantReason other) {
        return kind == other.kind
                && policy.equals(other.policy)
                && Objects.equals(rule, other.rule)
                && Objects.equals(request, other.request);
    }

    GrantReason without(String entitlement) {
        return new GrantReason(
                kind,
                policy,
                version,
                rule,
                request,
                entitlements.stream().filter(e -> !e.equals(entitlement)).toList());
    }

    /** {@code policy:code-host@3} or {@code request:0193…}. */
    String ref() {
        return request == null ? "policy:" + policy + "@" + version : "request:" + request;
    }

    ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("kind", kind.name().toLowerCase(Locale.ROOT));
        json.put("policy", policy);
        json.put("version", version);
        if (rule != null) {
            json.put("rule", rule);
        }
        if (request != null) {
            json.put("request", request);
        }
        entitlements.forEach(json.putArray("entitlements")::add);
        return json;
    }

    static GrantReason of(JsonNode json) {
        var entitlements = new ArrayList<String>();
        json.path("entitlements").forEach(e -> entitlements.add(e.asText()));
        return new GrantReason(
                Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                json.path("policy").asText(),
                json.path("version").asLong(),
                json.has("rule") ? json.path("rule").asText() : null,
                json.has("request") ? json.path("request").asText() : null,
                entitlements);
    }
}
