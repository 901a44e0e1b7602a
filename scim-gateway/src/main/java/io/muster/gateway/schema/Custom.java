package io.muster.gateway.schema;

import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.scim.schema.Uniqueness;
import java.util.List;
import java.util.stream.Stream;

/** What of a resource type a platform team has added. */
public final class Custom {
    private Custom() {}

    /** Whether there is anything. */
    public static boolean has(ResourceType type) {
        return added(type.schema()) || type.extensions().stream().anyMatch(extension -> added(extension.schema()));
    }

    /** The added attributes whose values are unique on this server; the built-in ones have indexes of their own. */
    public static List<ResolvedPath> unique(ResourceType type) {
        var core = added(type.schema())
                ? unique(type.schema().attributes()).map(attribute -> new ResolvedPath(List.of(attribute)))
                : Stream.<ResolvedPath>empty();
        var extensions = type.extensions().stream()
                .filter(extension -> added(extension.schema()))
                .flatMap(extension -> type.root().sub(extension.schema().id()).stream())
                .flatMap(container -> unique(container.subAttributes())
                        .map(attribute -> new ResolvedPath(List.of(container, attribute))));
        return Stream.concat(core, extensions).toList();
    }

    private static Stream<Attribute> unique(List<Attribute> attributes) {
        return attributes.stream().filter(attribute -> attribute.uniqueness() == Uniqueness.SERVER);
    }

    private static boolean added(Schema schema) {
        return SchemaRegistry.builtIn().schema(schema.id()).isEmpty();
    }
}
