package io.muster.workflows.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access that a person can ask for. {@code requestableBy} null: everybody. Approval null: the organization's. */
public record AccessPackage(
        String name,
        List<Grant> grants,
        @Nullable Scope requestableBy,
        @Nullable Approval approval,
        AccessDuration duration)
        implements PolicyDocument {
    public AccessPackage {
        grants = List.copyOf(grants);
    }

    /** What the package gives in one application. */
    public record Grant(String application, List<String> entitlements) {
        public Grant {
            entitlements = List.copyOf(entitlements);
        }
    }
}
