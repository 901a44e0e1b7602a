package io.muster.dispatcher.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a target holds against what it was last known to hold: a pure comparison. */
record Comparison(List<Drift> drifts, List<TargetAccount> unmanaged) {

    /** An account as we know it. */
    record Known(String identity, TargetId id, boolean active, Map<String, JsonNode> seen, Set<String> entitlements) {}

    /**
     * Compares.
     *
     * @param members who has each known entitlement in the target
     */
    static Comparison of(List<Known> known, List<TargetAccount> held, Map<String, Set<TargetId>> members) {
        Map<TargetId, TargetAccount> byId = new HashMap<>();
        held.forEach(account -> byId.put(account.id(), account));
        List<Drift> drifts = new ArrayList<>();
        Set<TargetId> ours = new HashSet<>();
        for (Known account : known) {
            ours.add(account.id());
            TargetAccount there = byId.get(account.id());
            if (there == null) {
                drifts.add(new Drift(account.identity(), account.id().value(), "missing", List.of()));
            } else {
                compare(account, there, members, drifts);
            }
        }
        List<TargetAccount> unmanaged =
                held.stream().filter(account -> !ours.contains(account.id())).toList();
        return new Comparison(drifts, unmanaged);
    }

    private static void compare(
            Known account, TargetAccount there, Map<String, Set<TargetId>> members, List<Drift> drifts) {
        if (account.active() != there.active()) {
            drifts.add(new Drift(
                    account.identity(), account.id().value(), there.active() ? "enabled" : "disabled", List.of()));
            return;
        }
        List<String> names = names(account.seen(), there.attributes());
        if (!names.isEmpty()) {
            drifts.add(new Drift(account.identity(), account.id().value(), "changed", names));
            return;
        }
        Set<String> differing = new TreeSet<>();
        members.forEach((name, ids) -> {
            if (ids.contains(account.id()) != account.entitlements().contains(name)) {
                differing.add(name);
            }
        });
        account.entitlements().stream()
                .filter(name -> !members.containsKey(name))
                .forEach(differing::add);
        if (!differing.isEmpty() && account.active()) {
            drifts.add(new Drift(account.identity(), account.id().value(), "entitlements", List.copyOf(differing)));
        }
    }

    private static List<String> names(Map<String, JsonNode> one, Map<String, JsonNode> other) {
        Set<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all.stream()
                .filter(name ->
                        !same(one.getOrDefault(name, NullNode.instance), other.getOrDefault(name, NullNode.instance)))
                .toList();
    }

    private static boolean same(JsonNode one, JsonNode other) {
        boolean plain = one.isValueNode() && other.isValueNode() && !one.isNull() && !other.isNull();
        return plain ? one.asText().equals(other.asText()) : one.equals(other);
    }
}
