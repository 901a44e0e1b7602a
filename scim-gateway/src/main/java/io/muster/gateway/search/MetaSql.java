package io.muster.gateway.search;

import io.muster.gateway.request.Locations;
import io.muster.scim.filter.Operator;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResourceType;

/** The parts of {@code meta} of a row of {@code resource r}, which has columns for them. */
final class MetaSql {
    private final Parameters parameters;
    private final Locations at;
    private final ResourceType type;

    MetaSql(Parameters parameters, Locations at, ResourceType type) {
        this.parameters = parameters;
        this.at = at;
        this.type = type;
    }

    /** The part as this operator compares it. */
    Expression value(Attribute part, Operator operator) {
        return switch (part.name()) {
            case "created" -> time(part, operator, "r.created");
            case "lastModified" -> time(part, operator, "r.last_modified");
            case "version" -> Expression.text("('W/\"' || r.etag || '\"')");
            case "resourceType" -> Expression.text("r.type");
            case "location" -> Expression.text("(" + parameters.bind(at.of(type.endpoint(), "")) + " || r.id)");
            default -> Expression.text("cast(null as text)");
        };
    }

    private static Expression time(Attribute part, Operator operator, String column) {
        var time = Expression.time(column);
        return operator.partial() ? Literals.asWritten(part, time.asText()) : time;
    }
}
