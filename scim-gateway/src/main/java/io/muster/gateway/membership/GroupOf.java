package io.muster.gateway.membership;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group that a resource is in: one of a User's {@code groups} (RFC 7643 §4.1.2).
 *
 * @param type {@code direct}, or {@code indirect} through up to five levels of groups in groups
 */
public record GroupOf(String id, @Nullable String display, String type) {
    public GroupOf {
        Objects.requireNonNull(id);
        Objects.requireNonNull(type);
    }
}
