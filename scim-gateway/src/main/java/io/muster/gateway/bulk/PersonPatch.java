package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchOperation;
import io.muster.scim.patch.PatchOperation.Op;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a row wants of its person, as a PATCH: what the mapping names is set or taken away, all else stays. */
final class PersonPatch {
    /** What happens to people who are missing in a full file. */
    static final PatchRequest DISABLE =
            new PatchRequest(List.of(new PatchOperation(Op.REPLACE, "active", BooleanNode.FALSE)));

    private PersonPatch() {}

    /** What a row says about its manager. */
    sealed interface Manager {
        /** Nothing, or somebody who is nowhere: left as it is. */
        record Stays() implements Manager {}

        /** There is none. */
        record Nobody() implements Manager {}

        /** The person of this id. */
        record Is(String id) implements Manager {}
    }

    /**
     * The operations of a row.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidValue where a cell is not what the mapping expects
     */
    static PatchRequest of(ImportMapping mapping, ObjectNode cells, Manager manager) {
        var emptied = emptied(mapping, cells);
        var operations = new ArrayList<PatchOperation>();
        emptied.forEach(selector -> operations.add(new PatchOperation(Op.REMOVE, selector, null)));
        for (Assignment assignment : mapping.assignments()) {
            if (assignment.selector() == null || !emptied.contains(assignment.selector())) {
                operation(assignment, cells, manager).ifPresent(operations::add);
            }
        }
        return new PatchRequest(operations);
    }

    /** The body of a POST that a row comes to, where there is no such person yet. */
    static ObjectNode body(ResourceType type, PatchRequest request) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return request.operations().isEmpty() ? nothing : Patch.apply(type, nothing, request, PatchProfile.RFC);
    }

    private static Optional<PatchOperation> operation(Assignment assignment, ObjectNode cells, Manager manager) {
        if (assignment.manager()) {
            return switch (manager) {
                case Manager.Stays stays -> Optional.empty();
                case Manager.Nobody nobody -> Optional.of(new PatchOperation(Op.REMOVE, assignment.to(), null));
                case Manager.Is is ->
                    Optional.of(new PatchOperation(
                            Op.ADD,
                            assignment.to(),
                            JsonNodeFactory.instance.objectNode().put("value", is.id())));
            };
        }
        var constant = assignment.constant();
        var cell = constant == null ? cell(assignment, cells) : constant;
        if (cell == null || (cell.isNull() && assignment.keepsEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                cell.isNull()
                        ? new PatchOperation(Op.REMOVE, assignment.to(), null)
                        : new PatchOperation(
                                Op.ADD,
                                assignment.to(),
                                constant == null ? assignment.value(cell.textValue()) : constant));
    }

    /** Of {@code emails[type eq "work"]} with all its cells empty the whole value goes, and its constants count for nothing. */
    private static Set<String> emptied(ImportMapping mapping, ObjectNode cells) {
        var emptied = new LinkedHashSet<String>();
        var kept = new LinkedHashSet<String>();
        for (Assignment assignment : mapping.assignments()) {
            var selector = assignment.selector();
            if (selector != null && assignment.column() != null) {
                var cell = cell(assignment, cells);
                boolean empty = cell != null && cell.isNull() && !assignment.keepsEmpty();
                (empty ? emptied : kept).add(selector);
            }
        }
        emptied.removeAll(kept);
        return emptied;
    }

    /** Null where the row says nothing about it; JSON's null where it is empty. */
    static @Nullable JsonNode cell(Assignment assignment, ObjectNode cells) {
        return cells.get(String.valueOf(assignment.column()));
    }

    /** The text of a cell; empty where there is none. */
    static Optional<String> text(Assignment assignment, ObjectNode cells) {
        return Optional.ofNullable(cell(assignment, cells))
                .filter(TextNode.class::isInstance)
                .map(JsonNode::textValue);
    }
}
