package io.muster.gateway.bulk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order the operations of a bulk request run. The operations of a wave need nothing of each other; each needs only what
 * earlier waves have made. Operations on one resource stay in the request's order.
 *
 * @param waves the operations that can be ordered
 * @param circular those that wait for each other in a circle
 */
record BulkPlan(List<List<BulkOperation>> waves, List<BulkOperation> circular) {
    BulkPlan {
        waves = waves.stream().map(List::copyOf).toList();
        circular = List.copyOf(circular);
    }

    static BulkPlan of(List<BulkOperation> operations) {
        var needs = needs(operations);
        var waves = new ArrayList<List<BulkOperation>>();
        var done = new HashSet<Integer>();
        var left = new ArrayList<>(operations);
        while (!left.isEmpty()) {
            var wave = left.stream()
                    .filter(operation -> done.containsAll(needs.get(operation.index())))
                    .toList();
            if (wave.isEmpty()) {
                break;
            }
            waves.add(wave);
            wave.forEach(operation -> done.add(operation.index()));
            left.removeAll(wave);
        }
        return new BulkPlan(waves, left);
    }

    private static List<Set<Integer>> needs(List<BulkOperation> operations) {
        Map<String, Integer> makers = new HashMap<>();
        operations.forEach(operation -> {
            if (operation.bulkId() != null) {
                makers.putIfAbsent(operation.bulkId(), operation.index());
            }
        });
        Map<String, Integer> lastOn = new HashMap<>();
        var needs = new ArrayList<Set<Integer>>();
        for (BulkOperation operation : operations) {
            var own = new HashSet<Integer>();
            for (String reference : operation.references()) {
                var maker = makers.get(reference);
                if (maker != null) {
                    own.add(maker);
                }
            }
            if (!operation.method().equals("POST")) {
                var before = lastOn.put(operation.resource(), operation.index());
                if (before != null) {
                    own.add(before);
                }
            }
            needs.add(own);
        }
        return needs;
    }
}
