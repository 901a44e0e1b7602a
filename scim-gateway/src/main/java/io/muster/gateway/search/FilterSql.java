package io.muster.gateway.search;

import io.muster.gateway.request.Locations;
import io.muster.gateway.sql.Sql;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A bound filter as a condition over rows of {@code resource r}, with the meaning of {@link io.muster.scim.filter.FilterMatcher}. Every
 * literal becomes a parameter. An equality becomes a containment of the folded document, which one GIN index answers whatever the
 * attribute; {@code userName} and {@code employeeNumber} have their unique indexes. A condition may be null for PostgreSQL only where
 * that counts as false; {@code not} is therefore {@code is not true}.
 */
final class FilterSql {
    private static final List<String> USER_NAME = List.of("userName");
    private static final List<String> EMPLOYEE_NUMBER =
            List.of("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "employeeNumber");

    /** What asks for what changed since then, which is little mostly. */
    private static final Set<Operator> FROM_THEN_ON = Set.of(Operator.GT, Operator.GE, Operator.EQ);

    private final Parameters parameters;
    private final MetaSql meta;
    private final Literals literals;
    private final Locations at;
    private int aliases;

    /** Writes conditions over resources of a type into one statement. */
    FilterSql(Parameters parameters, Locations at, ResourceType type) {
        this.parameters = parameters;
        this.meta = new MetaSql(parameters, at, type);
        this.literals = new Literals(parameters);
        this.at = at;
    }

    Condition condition(BoundFilter filter) {
        return condition(filter, new Scope.Resource());
    }

    private Condition condition(BoundFilter filter, Scope scope) {
        return switch (filter) {
            case BoundFilter.And and -> {
                var terms =
                        and.terms().stream().map(term -> condition(term, scope)).toList();
                yield new Condition(join(terms, " and "), Condition.Access.ofAll(terms));
            }
            case BoundFilter.Or or -> {
                var terms =
                        or.terms().stream().map(term -> condition(term, scope)).toList();
                yield new Condition(join(terms, " or "), Condition.Access.ofAny(terms));
            }
            case BoundFilter.Not not ->
                Condition.scan("(" + condition(not.filter(), scope).sql() + ") is not true");
            case BoundFilter.Constant constant ->
                constant.value() ? Condition.scan("true") : Condition.indexed("false");
            case BoundFilter.Present present ->
                Condition.scan(present(present.path().steps(), scope));
            case BoundFilter.AnyValue any -> anyValue(any, scope);
            case BoundFilter.Compare compare ->
                compare(compare.path().steps(), compare.operator(), compare.value(), scope);
        };
    }

    private static String join(List<Condition> terms, String word) {
        return terms.stream().map(Condition::sql).collect(Collectors.joining(word, "(", ")"));
    }

    private Condition compare(List<Attribute> path, Operator operator, Literal literal, Scope scope) {
        if (scope instanceof Scope.Resource) {
            switch (path.getFirst().name()) {
                case "id" -> {
                    var test = literals.test(Expression.text("r.id"), path.getLast(), operator, literal);
                    return operator == Operator.EQ ? Condition.indexed(test) : Condition.scan(test);
                }
                case "meta" -> {
                    var name = path.getLast().name();
                    var test = literals.test(meta.value(path.getLast(), operator), path.getLast(), operator, literal);
                    return name.equals("lastModified") && FROM_THEN_ON.contains(operator)
                            ? Condition.range(test)
                            : Condition.scan(test);
                }
                case "members" -> {
                    var some = compareEach(path, operator, literal, scope);
                    return operator == Operator.EQ
                            ? holding(path, literal, some).orElse(Condition.scan(some))
                            : Condition.scan(some);
                }
                case "groups" -> {
                    // Who is found from the group is in it: it need not be asked about each of them once more.
                    return (operator == Operator.EQ ? holding(path, literal, "true") : Optional.<Condition>empty())
                            .orElseGet(() -> Condition.scan(compareEach(path, operator, literal, scope)));
                }
                default -> {
                    // an attribute of the document
                }
            }
        }
        if (scope instanceof Scope.Value value && value.simple()) {
            return Condition.scan(
                    literals.test(one(path, path.getLast(), operator, scope), path.getLast(), operator, literal));
        }
        if (operator == Operator.EQ && !Literals.unsayable(literal)) {
            var equality = equality(path, literal, scope);
            if (equality.isPresent()) {
                return equality.get();
            }
        }
        return Condition.scan(
                FilterShape.multiValuedStep(path) < 0
                        ? literals.test(one(path, path.getLast(), operator, scope), path.getLast(), operator, literal)
                        : compareEach(path, operator, literal, scope));
    }

    /**
     * Groups that hold this member are found from the member, and people in this group from the group: not by looking into each
     * group, or at each person.
     */
    private Optional<Condition> holding(List<Attribute> path, Literal literal, String condition) {
        if (!path.getLast().name().equals("value") || Literals.unsayable(literal)) {
            return Optional.empty();
        }
        var found = path.getFirst().name().equals("members")
                ? "select m.group_id from membership m where m.member_id = "
                : "select b.member_id from members_below";
        var id = "(cast(" + parameters.bind(Literals.folded(path.getLast(), literal)) + " as text))";
        return Optional.of(Condition.indexed("(r.id in (" + found + id
                + (path.getFirst().name().equals("members") ? "" : " b") + ") and " + condition + ")"));
    }

    /** By an index where there is one: a unique one, or the containment in the folded document. */
    private Optional<Condition> equality(List<Attribute> path, Literal literal, Scope scope) {
        var keys = path.stream().map(Attribute::name).toList();
        if (scope instanceof Scope.Resource && (keys.equals(USER_NAME) || keys.equals(EMPLOYEE_NUMBER))) {
            var value = parameters.bind(Literals.folded(path.getLast(), literal));
            var column = keys.equals(USER_NAME) ? "(r.folded ->> 'userName')" : JsonSql.text("r.folded", keys);
            return Optional.of(Condition.unique(column + " = " + value));
        }
        return switch (scope) {
            case Scope.Resource resource ->
                Optional.of(
                        path.getLast().type() == AttributeType.BOOLEAN
                                ? Condition.scan(contains("r.folded", path, literal))
                                : Condition.indexed(contains("r.folded", path, literal)));
            case Scope.Value value -> Optional.of(Condition.scan(contains(value.json(), path, literal)));
            case Scope.MemberRow row -> Optional.empty();
            case Scope.GroupRow row -> Optional.empty();
        };
    }

    private String contains(String base, List<Attribute> path, Literal literal) {
        return "(" + base + " @> "
                + Sql.json(parameters.bind(JsonSql.nested(path, Literals.json(path.getLast(), literal))
                        .toString())) + ")";
    }

    private Condition anyValue(BoundFilter.AnyValue any, Scope scope) {
        var path = any.attribute().steps();
        if (scope instanceof Scope.Resource && path.getFirst().name().equals("meta")) {
            return condition(FilterShape.outside(any.attribute(), any.filter()), scope);
        }
        var each = each(path, scope);
        var inside = condition(any.filter(), each.scope());
        var exists = "exists (select 1 from " + each.from() + " where " + inside.sql() + ")";
        if (each.scope() instanceof Scope.MemberRow || each.scope() instanceof Scope.GroupRow) {
            return FilterShape.required(any.filter())
                    .flatMap(equal ->
                            holding(any.attribute().append(equal.path()).steps(), equal.value(), exists))
                    .orElse(Condition.scan(exists));
        }
        // What one value must equal narrows by index what is then looked at value by value.
        return scope instanceof Scope.Resource && each.scope() instanceof Scope.Value
                ? FilterShape.required(any.filter())
                        .map(equal -> Condition.indexed(
                                "(" + contains("r.folded", inside(any, equal), equal.value()) + " and " + exists + ")"))
                        .orElse(Condition.scan(exists))
                : Condition.scan(exists);
    }

    /** A value without parts is named by its attribute alone. */
    private static List<Attribute> inside(BoundFilter.AnyValue any, BoundFilter.Compare compare) {
        return any.attribute().leaf().complex()
                ? any.attribute().append(compare.path()).steps()
                : any.attribute().steps();
    }

    /** {@code ne} also holds where there is no value at all. Values of several values are looked at one by one, too. */
    private String compareEach(List<Attribute> path, Operator operator, Literal literal, Scope scope) {
        var from = new ArrayList<String>();
        var inside = scope;
        var rest = path;
        for (int many = FilterShape.multiValuedStep(rest); many >= 0; many = FilterShape.multiValuedStep(rest)) {
            var each = each(rest.subList(0, many + 1), inside);
            from.add(each.from());
            inside = each.scope();
            rest = rest.subList(many + 1, rest.size());
        }
        var values = String.join(", ", from);
        var expression = one(rest, path.getLast(), operator, inside);
        var some = "exists (select 1 from " + values + " where " + expression.sql() + " is not null and "
                + literals.test(expression, path.getLast(), operator, literal) + ")";
        return operator == Operator.NE
                ? "(" + some + " or not exists (select 1 from " + values + " where " + expression.sql()
                        + " is not null))"
                : some;
    }

    private String present(List<Attribute> path, Scope scope) {
        var keys = path.stream().map(Attribute::name).toList();
        return switch (scope) {
            case Scope.Value value -> JsonSql.present(value.json(), value.keys(keys));
            case Scope.MemberRow row -> "coalesce(" + row.at(path).sql() + ", '') <> ''";
            case Scope.GroupRow row -> "coalesce(" + row.at(path).sql() + ", '') <> ''";
            case Scope.Resource resource ->
                switch (keys.getFirst()) {
                    case "id", "meta" -> "true";
                    case "members", "groups" -> {
                        var each = each(path.subList(0, 1), scope);
                        yield "exists (select 1 from " + each.from()
                                + (path.size() == 1
                                        ? ""
                                        : " where " + present(path.subList(1, path.size()), each.scope()))
                                + ")";
                    }
                    default -> JsonSql.present("r.folded", keys);
                };
        };
    }

    /** The values of an attribute as rows, and the scope that each of them is. */
    private record Each(String from, Scope scope) {}

    private Each each(List<Attribute> path, Scope scope) {
        var alias = "v" + ++aliases;
        if (scope instanceof Scope.Resource) {
            switch (path.getFirst().name()) {
                case "members" -> {
                    var member = "x" + aliases;
                    return new Each(
                            "membership %1$s join resource %2$s on %2$s.id = %1$s.member_id and %1$s.group_id = r.id"
                                    .formatted(alias, member),
                            new Scope.MemberRow(alias, member, this::reference));
                }
                case "groups" -> {
                    return new Each("groups_of(r.id) " + alias, new Scope.GroupRow(alias, this::reference));
                }
                default -> {
                    // values in the document
                }
            }
        }
        var base = scope instanceof Scope.Value value ? value.json() : "r.folded";
        var keys = path.stream().map(Attribute::name).toList();
        var values = JsonSql.values(base, keys);
        boolean simple = !path.getLast().complex();
        if (!FilterShape.holdsTime(path.getLast())) {
            return new Each(values + " " + alias + "(v)", new Scope.Value(alias + ".v", "null", simple));
        }
        // Both forms side by side: the document is opened once for all its values.
        var written = scope instanceof Scope.Value value ? value.written() : "cast(r.document as jsonb)";
        return new Each(
                "rows from (" + values + ", " + JsonSql.values(written, keys) + ") " + alias + "(v, w)",
                new Scope.Value(alias + ".v", alias + ".w", simple));
    }

    /**
     * The single value at the end of a path. Texts that stand for times are looked for in parts as the client wrote them; all else in the
     * folded form.
     */
    private static Expression one(List<Attribute> path, Attribute leaf, Operator operator, Scope scope) {
        var keys = path.stream().map(Attribute::name).toList();
        if (operator.partial() && leaf.type() == AttributeType.DATE_TIME) {
            if (scope instanceof Scope.Resource) {
                return Literals.asWritten(leaf, JsonSql.text("r.document", keys));
            }
            if (scope instanceof Scope.Value value) {
                return Literals.asWritten(leaf, JsonSql.text(value.written(), value.keys(keys)));
            }
        }
        return scope.at(path);
    }

    /** Where a member or a group is, as an answer shows it. */
    private String reference(String memberType, String id) {
        return "(case " + memberType + " when 'Group' then " + parameters.bind(at.of("/Groups", "")) + " else "
                + parameters.bind(at.of("/Users", "")) + " end || " + id + ")";
    }
}
