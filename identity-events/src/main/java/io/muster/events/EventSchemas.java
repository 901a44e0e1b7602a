package io.muster.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Which JSON Schema (2020-12) the value of a record meets, by the event's type. The schemas lie beside this class under
 * {@code schemas/}; each has the {@code $id} {@code https://muster.io/schemas/events/1/NAME.json} and refers to
 * {@code event-data.json} by that base.
 */
public final class EventSchemas {
    /** The base of every schema's {@code $id}. */
    public static final String BASE = "https://muster.io/schemas/events/1/";

    private EventSchemas() {}

    /**
     * The schema's name for a type: {@code user} for {@code io.muster.identity.user.created}. A type that this release
     * does not know meets {@code event-data}, which every event meets.
     */
    public static String nameFor(String type) {
        return switch (type) {
            case EventTypes.SCHEMA_CHANGED, EventTypes.SCHEMA_REMOVED -> "schema";
            case EventTypes.SOD_VIOLATED -> "separation-of-duties";
            case EventTypes.TARGET_QUARANTINED, EventTypes.TARGET_RELEASED, EventTypes.DRIFT_DETECTED -> "target";
            case EventTypes.AUDIT_READ -> "administration";
            case String s when s.startsWith("io.muster.identity.user.") -> "user";
            case String s when s.startsWith("io.muster.identity.group.") -> "group";
            case String s when s.startsWith("io.muster.identity.resource.") -> "resource";
            case String s when s.startsWith("io.muster.identity.membership.") -> "membership";
            case String s when s.startsWith("io.muster.access.grant.") -> "grant";
            case String s when s.startsWith("io.muster.access.request.") -> "request";
            case String s when s.startsWith("io.muster.access.run.") -> "run";
            case String s when s.startsWith("io.muster.provisioning.account.") -> "account";
            case String s when s.startsWith("io.muster.admin.") -> "administration";
            default -> "event-data";
        };
    }

    /** The {@code $id} of the schema for a type. */
    public static String idFor(String type) {
        return BASE + nameFor(type) + ".json";
    }

    /**
     * The text of a schema.
     *
     * @throws IllegalArgumentException if there is no schema of that name
     */
    public static String text(String name) {
        try (var in = EventSchemas.class.getResourceAsStream("schemas/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no schema is named " + name);
            }
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schema " + name, e);
        }
    }
}
