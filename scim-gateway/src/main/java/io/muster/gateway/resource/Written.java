package io.muster.gateway.resource;

import java.util.List;
import java.util.Objects;

/**
 * What became of a write.
 *
 * @param resource as it is now
 * @param warnings values of {@code Warning} headers: what was ignored and why
 */
public record Written(StoredResource resource, List<String> warnings) {
    public Written {
        Objects.requireNonNull(resource);
        warnings = List.copyOf(warnings);
    }
}
