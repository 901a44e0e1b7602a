package io.muster.workflows.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** What it gives by application; an application that stands in it twice gives both. */
    public Map<String, List<String>> entitlements() {
        return grants.stream()
                .collect(Collectors.toMap(
                        Grant::application,
                        Grant::entitlements,
                        (one, other) -> Stream.concat(one.stream(), other.stream())
                                .distinct()
                                .toList()));
    }

    /** What the package gives in one application. */
    public record Grant(String application, List<String> entitlements) {
        public Grant {
            entitlements = List.copyOf(entitlements);
        }
    }
}
