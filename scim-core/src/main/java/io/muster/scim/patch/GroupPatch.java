package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.patch.PatchOperation.Op;
import io.muster.scim.resource.Normalizer;
import io.muster.scim.resource.Origin;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributePath;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A group's PATCH in two: what concerns the document, for {@link Patch#apply}, and what concerns the members, which are
 * rows of their own. The two parts never touch the same attribute, so that only the sequence within each counts.
 *
 * @param document has no operations where the request is about members only
 */
public record GroupPatch(PatchRequest document, List<MemberOperation> members) {
    private static final String MEMBERS = "members";

    /** Copies. */
    public GroupPatch {
        members = List.copyOf(members);
    }

    /**
     * Splits a request.
     *
     * @throws ScimError.Refused as {@link Patch#apply}, for what concerns members; Mutability where a member would
     *     become another (its parts are immutable)
     */
    public static GroupPatch split(ResourceType group, PatchRequest request) {
        var split = new Split(group, group.root().sub(MEMBERS).orElseThrow());
        request.operations().forEach(split::add);
        return new GroupPatch(new PatchRequest(split.document), split.members);
    }

    private static final class Split {
        private final ResourceType group;
        private final Attribute attribute;
        private final List<PatchOperation> document = new ArrayList<>();
        private final List<MemberOperation> members = new ArrayList<>();

        Split(ResourceType group, Attribute attribute) {
            this.group = group;
            this.attribute = attribute;
        }

        void add(PatchOperation operation) {
            String path = operation.pathIn(group);
            if (path != null) {
                Optional<PatchTarget> target = PatchTarget.resolve(group, path).filter(this::aboutMembers);
                target.ifPresentOrElse(
                        found -> member(operation.op(), found, operation), () -> document.add(operation));
            } else if (operation.op() == Op.REMOVE) {
                document.add(operation);
            } else {
                addKeys(operation);
            }
        }

        private void addKeys(PatchOperation operation) {
            ObjectNode given = PatchValues.attributes(group, operation.value());
            ObjectNode rest = given.deepCopy();
            for (Map.Entry<String, JsonNode> property : given.properties()) {
                Optional<PatchTarget> target =
                        PatchTarget.named(group, property.getKey()).filter(this::aboutMembers);
                if (target.isPresent()) {
                    rest.remove(property.getKey());
                    member(operation.op(), target.get(), new PatchOperation(operation.op(), null, property.getValue()));
                }
            }
            if (!rest.isEmpty()) {
                document.add(new PatchOperation(operation.op(), null, rest));
            }
        }

        private boolean aboutMembers(PatchTarget target) {
            return target.attribute().equals(attribute);
        }

        private void member(Op op, PatchTarget target, PatchOperation operation) {
            Optional<JsonNode> value = Optional.ofNullable(operation.value()).filter(json -> !json.isNull());
            Filter filter = target.filter();
            if (filter != null) {
                filtered(op, target, filter, value);
            } else if (target.sub() != null) {
                part(op, target, value);
            } else {
                whole(op, target, value, operation.value() != null);
            }
        }

        private void whole(Op op, PatchTarget target, Optional<JsonNode> value, boolean given) {
            List<Member> named = value.map(json -> named(target, json)).orElse(List.of());
            switch (op) {
                case ADD -> {
                    if (!given) {
                        throw noValue(target);
                    }
                    if (!named.isEmpty()) {
                        members.add(new MemberOperation.Add(named));
                    }
                }
                case REPLACE -> {
                    if (!given) {
                        throw noValue(target);
                    }
                    members.add(named.isEmpty() ? new MemberOperation.RemoveAll() : new MemberOperation.Replace(named));
                }
                case REMOVE -> remove(named, value);
            }
        }

        /** A value names who is to go, and one without a name in it nobody; only without one all go. */
        private void remove(List<Member> named, Optional<JsonNode> value) {
            if (!named.isEmpty()) {
                members.add(new MemberOperation.Remove(
                        named.stream().map(Member::value).collect(Collectors.toSet())));
            } else if (value.isEmpty()) {
                members.add(new MemberOperation.RemoveAll());
            }
        }

        private List<Member> named(PatchTarget target, JsonNode value) {
            JsonNode plain = PatchValues.unwrapped(attribute, value);
            if (plain.isTextual() && plain.textValue().isEmpty()) {
                return List.of();
            }
            return Normalizer.value(attribute, plain, Origin.CLIENT, target.written())
                    .map(Member::list)
                    .orElse(List.of());
        }

        private void filtered(Op op, PatchTarget target, Filter filter, Optional<JsonNode> value) {
            Optional<Set<String>> ids = ids(filter);
            if (ids.isEmpty() && namesReference(filter)) {
                throw new ScimError.InvalidFilter(
                                "members are chosen by 'value', 'type' or 'display', or by '$ref eq' alone.")
                        .refused();
            }
            if (op == Op.REMOVE && target.sub() == null) {
                members.add(ids.<MemberOperation>map(MemberOperation.Remove::new)
                        .orElseGet(() -> new MemberOperation.RemoveWhere(filter)));
                return;
            }
            // Some clients add members[value eq "u"]; beyond that a member can only come and go.
            String id = ids.filter(set -> set.size() == 1)
                    .map(set -> set.iterator().next())
                    .orElseThrow(target::noTarget);
            boolean sameOne = target.sub() == null
                    && value.map(json -> sameMember(id, json)).orElse(true);
            if (op == Op.REMOVE || !sameOne) {
                throw target.mutability("is immutable: remove the member and add another");
            }
            if (op == Op.ADD) {
                members.add(new MemberOperation.Add(List.of(new Member(id, null, null))));
            }
        }

        private static boolean sameMember(String id, JsonNode value) {
            JsonNode named = value.isObject() ? value.path("value") : value;
            return named.isMissingNode()
                    || named.asText().isEmpty()
                    || named.asText().equals(id);
        }

        /** {@code "path":"members.value"}: only an add of ids can be meant. */
        private void part(Op op, PatchTarget target, Optional<JsonNode> value) {
            if (op != Op.ADD || !"value".equals(target.leaf().name()) || value.isEmpty()) {
                throw target.mutability("is immutable: remove the member and add another");
            }
            members.add(new MemberOperation.Add(named(target, value.get())));
        }

        private static ScimError.Refused noValue(PatchTarget target) {
            return new ScimError.InvalidValue("'" + target.written() + "': the operation has no value.").refused();
        }
    }

    private static boolean namesReference(Filter filter) {
        return switch (filter) {
            case Filter.And and -> and.terms().stream().anyMatch(GroupPatch::namesReference);
            case Filter.Or or -> or.terms().stream().anyMatch(GroupPatch::namesReference);
            case Filter.Not not -> namesReference(not.filter());
            case Filter.Comparison comparison -> isReference(comparison.attribute());
            case Filter.Present present -> isReference(present.attribute());
            case Filter.ValuePath valuePath -> false;
        };
    }

    private static boolean isReference(AttributePath path) {
        return path.toString().equalsIgnoreCase("$ref");
    }

    /**
     * The ids that a filter lists: {@code value eq "a"}, {@code value eq "a" or value eq "b"}; of an address its last segment is the
     * id.
     */
    private static Optional<Set<String>> ids(Filter filter) {
        List<Filter> terms = filter instanceof Filter.Or or ? or.terms() : List.of(filter);
        Set<String> ids = new HashSet<>();
        for (Filter term : terms) {
            Optional<String> id = term instanceof Filter.Comparison comparison ? id(comparison) : Optional.empty();
            if (id.isEmpty()) {
                return Optional.empty();
            }
            ids.add(id.get());
        }
        return Optional.of(ids);
    }

    private static Optional<String> id(Filter.Comparison comparison) {
        if (comparison.operator() != Operator.EQ) {
            return Optional.empty();
        }
        if (isReference(comparison.attribute())) {
            return comparison.value() instanceof Literal.Text text
                    ? Optional.of(text.value().substring(text.value().lastIndexOf('/') + 1))
                    : Optional.empty();
        }
        if (!comparison.attribute().toString().equalsIgnoreCase("value")) {
            return Optional.empty();
        }
        return switch (comparison.value()) {
            case Literal.Text text -> Optional.of(text.value());
            case Literal.Numeric number -> Optional.of(number.toString());
            case Literal.Bool bool -> Optional.empty();
            case Literal.Null none -> Optional.empty();
            case Literal.Now now -> Optional.empty();
        };
    }
}
