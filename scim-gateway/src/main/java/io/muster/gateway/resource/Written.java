package io.muster.gateway.resource;

import io.muster.scim.resource.WrittenAttributes;
import java.util.List;
import java.util.Objects;

/**
 * What became of a write.
 *
 * @param resource as it is now
 * @param named the attributes that the request has named
 * @param warnings values of {@code Warning} headers: what was ignored and why
 */
public record Written(StoredResource resource, WrittenAttributes named, List<String> warnings) {
    public Written {
        Objects.requireNonNull(resource);
        Objects.requireNonNull(named);
        warnings = List.copyOf(warnings);
    }
}
