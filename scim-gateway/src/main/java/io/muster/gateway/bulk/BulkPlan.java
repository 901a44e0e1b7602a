package io.muster.gateway.bulk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * In which order the operations of a bulk request run. The operations of a wave need nothing of each other; each needs only what
 * earlier waves have made. Operations that touch one thing stay in the request's order, unless the earlier one needs what the later one makes.
 *
 * @param waves the operations that can be ordered
 * @param left those that wait for each other in a circle, and those that wait for one of them
 */
record BulkPlan(List<List<BulkOperation>> waves, List<BulkOperation> left) {
    BulkPlan {
        waves = waves.stream().map(List::copyOf).toList();
        left = List.copyOf(left);
    }

    /**
     * Plans a request.
     *
     * @param touches what an operation touches
     */
    static BulkPlan of(List<BulkOperation> operations, Function<BulkOperation, Set<Touches.Touch>> touches) {
        var left = nodes(operations, touches);
        var waves = new ArrayList<List<BulkOperation>>();
        while (!left.isEmpty()) {
            var wave = left.stream().filter(Node::free).toList();
            if (wave.isEmpty()) { // the order of some is against what they need of each other: the need counts
                wave = left.stream().filter(Node::served).limit(1).toList();
            }
            if (wave.isEmpty()) {
                break;
            }
            waves.add(wave.stream().map(node -> node.operation).toList());
            wave.forEach(Node::end);
            left.removeIf(node -> node.ended);
        }
        return new BulkPlan(waves, left.stream().map(node -> node.operation).toList());
    }

    private static List<Node> nodes(
            List<BulkOperation> operations, Function<BulkOperation, Set<Touches.Touch>> touches) {
        var nodes = new ArrayList<Node>();
        Map<String, Node> makers = new HashMap<>();
        Map<String, Turn> turns = new HashMap<>();
        for (BulkOperation operation : operations) {
            var node = new Node(operation);
            nodes.add(node);
            if (operation.bulkId() != null) {
                makers.putIfAbsent(operation.bulkId(), node);
            }
            touches.apply(operation)
                    .forEach(touch -> turns.compute(touch.key(), (key, turn) -> Turn.of(turn, touch, node)));
        }
        for (Node node : nodes) {
            for (String reference : node.operation.references()) {
                var maker = makers.get(reference);
                if (maker != null) {
                    node.makers.add(maker);
                }
            }
        }
        return nodes;
    }

    /** Neighbours in the request that touch a thing without disturbing each other, and those before them. */
    private static final class Turn {
        private final @Nullable String as;
        private final @Nullable Turn before;
        private int open;

        private Turn(@Nullable String as, @Nullable Turn before) {
            this.as = as;
            this.before = before;
        }

        private static Turn of(@Nullable Turn current, Touches.Touch touch, Node node) {
            var as = touch.as();
            var turn = current != null && as != null && as.equals(current.as) ? current : new Turn(as, current);
            turn.open++;
            node.turns.add(turn);
            return turn;
        }

        private boolean come() {
            return before == null || before.open == 0;
        }
    }

    private static final class Node {
        private final BulkOperation operation;
        private final Set<Node> makers = new HashSet<>();
        private final List<Turn> turns = new ArrayList<>();
        private boolean ended;

        private Node(BulkOperation operation) {
            this.operation = operation;
        }

        private boolean served() {
            return makers.stream().allMatch(maker -> maker.ended);
        }

        private boolean free() {
            return served() && turns.stream().allMatch(Turn::come);
        }

        private void end() {
            ended = true;
            turns.forEach(turn -> turn.open--);
        }
    }
}
