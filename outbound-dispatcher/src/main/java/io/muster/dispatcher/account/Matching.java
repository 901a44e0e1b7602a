package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds an existing account of a person by the target's matching rules, tried in order. An account that says by a
 * stronger attribute that it is somebody else's, or that is linked to somebody else, is not taken.
 */
final class Matching {
    private final List<List<String>> rules;
    private final String identity;
    private final Function<TargetId, Optional<String>> owner;
    private final Set<String> knownEntitlements;
    private String hint = "";

    /** What a search found. */
    sealed interface Found {}

    record Hit(TargetAccount account) implements Found {}

    record None() implements Found {}

    record Ambiguous(String why) implements Found {}

    record Stopped(Outcome.Trouble trouble) implements Found {}

    Matching(
            List<List<String>> rules,
            String identity,
            Function<TargetId, Optional<String>> owner,
            Set<String> knownEntitlements) {
        this.rules = rules;
        this.identity = identity;
        this.owner = owner;
        this.knownEntitlements = Set.copyOf(knownEntitlements);
    }

    /** Entitlements that Muster minds in this target. */
    Set<String> knownEntitlements() {
        return knownEntitlements;
    }

    /** Why an account that was found was not taken, for people. */
    String hint() {
        return hint;
    }

    Found search(Connector connector, Desired desired) {
        // Only the strongest rule may find what is to be taken away: a mere name could be somebody else's.
        List<List<String>> tried = desired.takesAway() ? rules.subList(0, 1) : rules;
        for (int i = 0; i < tried.size(); i++) {
            Map<String, JsonNode> values = values(tried.get(i), desired.attributes());
            if (values.isEmpty()) {
                continue;
            }
            switch (connector.search(values)) {
                case Answer.Failed<List<TargetAccount>>(Outcome.Trouble trouble) -> {
                    return new Stopped(trouble);
                }
                case Answer.Got<List<TargetAccount>>(List<TargetAccount> hits) -> {
                    List<TargetAccount> ours = ours(hits, rules.subList(0, i), desired.attributes());
                    if (ours.size() > 1) {
                        return new Ambiguous(ours.size() + " accounts match by " + String.join(" and ", tried.get(i)));
                    }
                    if (ours.size() == 1) {
                        return new Hit(ours.getFirst());
                    }
                }
            }
        }
        return new None();
    }

    private static Map<String, JsonNode> values(List<String> names, Map<String, JsonNode> attributes) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (String name : names) {
            JsonNode value = attributes.getOrDefault(name, NullNode.instance);
            if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
                return Map.of();
            }
            values.put(name, value);
        }
        return values;
    }

    private List<TargetAccount> ours(
            List<TargetAccount> hits, List<List<String>> stronger, Map<String, JsonNode> attributes) {
        List<TargetAccount> ours = new ArrayList<>();
        for (TargetAccount hit : hits) {
            Optional<String> other = owner.apply(hit.id()).filter(linked -> !linked.equals(identity));
            Optional<String> contradiction = stronger.stream()
                    .flatMap(List::stream)
                    .filter(name -> contradicts(hit.attributes().get(name), attributes.get(name)))
                    .findFirst();
            if (other.isPresent()) {
                hint = "; account " + hit.id() + " belongs to identity " + other.get();
            } else if (contradiction.isPresent()) {
                hint = "; account " + hit.id() + " has another " + contradiction.get();
            } else {
                ours.add(hit);
            }
        }
        return ours;
    }

    private static boolean contradicts(
            @org.jspecify.annotations.Nullable JsonNode held, @org.jspecify.annotations.Nullable JsonNode wanted) {
        return held != null && wanted != null && !held.asText().isBlank() && !Differences.same(held, wanted);
    }
}
