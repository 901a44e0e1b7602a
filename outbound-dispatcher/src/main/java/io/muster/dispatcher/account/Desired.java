package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.mapping.ExpressionError;
import io.muster.dispatcher.mapping.Mapping;
import io.muster.dispatcher.mapping.MappingInput;
import io.muster.dispatcher.target.Target;
import io.muster.scim.schema.SchemaRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an account should be: a pure function of the latest person, the latest grant and the mapping.
 *
 * @param goal what should become of it
 * @param attributes its attributes, as far as they can be computed; JSON null empties one
 * @param entitlements what it should have, when it should be active
 * @param why one sentence for people
 */
record Desired(Goal goal, Map<String, JsonNode> attributes, Set<String> entitlements, String why) {

    /** What should become of an account. */
    enum Goal {
        /** There is one, and it can be used. */
        ACTIVE,
        /** If there is one, it cannot be used. */
        DISABLED,
        /** There is none. */
        GONE,
        /** As it is: the target's document says to leave it. */
        LEFT,
        /** Not known yet. */
        UNDECIDED,
        /** It should be active, but its attributes cannot be computed. */
        INVALID
    }

    Desired {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        entitlements = Collections.unmodifiableSet(new TreeSet<>(entitlements));
    }

    /** Whether access is to be taken away. */
    boolean takesAway() {
        return goal == Goal.DISABLED || goal == Goal.GONE;
    }

    static Desired of(Target target, Mapping mapping, Inputs inputs, Instant now) {
        if (inputs.personDeleted()) {
            return new Desired(
                    goal(target.absent()), attributes(mapping, inputs, now), Set.of(), "The person was deleted");
        }
        if (inputs.grant().isEmpty()) {
            return new Desired(Goal.UNDECIDED, Map.of(), Set.of(), "There is no grant");
        }
        ObjectNode grant = inputs.grant().get();
        String status = grant.path("status").asText();
        if (status.equals("absent")) {
            return new Desired(
                    goal(target.absent()), attributes(mapping, inputs, now), Set.of(), "The grant was revoked");
        }
        if (inputs.person().isEmpty()) {
            return new Desired(
                    status.equals("disabled") ? goal(target.disabled()) : Goal.UNDECIDED,
                    Map.of(),
                    Set.of(),
                    "Waits for the person");
        }
        if (!inputs.person().get().path("active").asBoolean(true)) {
            return disabled(target, mapping, inputs, now, "The person is not active");
        }
        if (!status.equals("active")) {
            return disabled(target, mapping, inputs, now, "The grant is suspended");
        }
        return active(target, mapping, inputs, grant, now);
    }

    private static Desired active(Target target, Mapping mapping, Inputs inputs, ObjectNode grant, Instant now) {
        Map<String, JsonNode> attributes;
        try {
            attributes = evaluate(mapping, inputs, now).orElse(Map.of());
        } catch (ExpressionError failed) {
            return new Desired(Goal.INVALID, Map.of(), Set.of(), "Mapping: " + failed.getMessage());
        }
        JsonNode active = attributes.remove("active");
        if (active != null && !active.asBoolean(true)) {
            return new Desired(goal(target.disabled()), attributes, Set.of(), "The mapping says so");
        }
        Set<String> entitlements = new TreeSet<>();
        if (target.groups()) {
            grant.path("entitlements").forEach(name -> entitlements.add(name.asText()));
        }
        return new Desired(Goal.ACTIVE, attributes, entitlements, "The grant is active");
    }

    private static Desired disabled(Target target, Mapping mapping, Inputs inputs, Instant now, String why) {
        return new Desired(goal(target.disabled()), attributes(mapping, inputs, now), Set.of(), why);
    }

    private static Goal goal(Target.Takeaway takeaway) {
        return switch (takeaway) {
            case DISABLE -> Goal.DISABLED;
            case DELETE -> Goal.GONE;
            case LEAVE -> Goal.LEFT;
        };
    }

    /** What takes access away must not fail for an attribute: without one it is taken away all the same. */
    private static Map<String, JsonNode> attributes(Mapping mapping, Inputs inputs, Instant now) {
        try {
            Map<String, JsonNode> attributes = evaluate(mapping, inputs, now).orElse(new LinkedHashMap<>());
            attributes.remove("active");
            return attributes;
        } catch (ExpressionError failed) {
            return Map.of();
        }
    }

    private static Optional<Map<String, JsonNode>> evaluate(Mapping mapping, Inputs inputs, Instant now) {
        if (inputs.person().isEmpty() || inputs.grant().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(mapping.evaluate(new MappingInput(
                inputs.person().get(),
                inputs.manager().orElse(null),
                inputs.grant().get(),
                inputs.schemas(),
                now)));
    }

    /**
     * What is known, each the latest.
     *
     * @param personDeleted the person's row is a tombstone
     * @param schemas what names in the mapping's filters mean
     */
    record Inputs(
            Optional<ObjectNode> person,
            boolean personDeleted,
            Optional<ObjectNode> grant,
            Optional<ObjectNode> manager,
            SchemaRegistry schemas) {}
}
