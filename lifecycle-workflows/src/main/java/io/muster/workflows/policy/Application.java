package io.muster.workflows.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target application: who has it by right, with which entitlements. Null members inherit the organization's default.
 *
 * @param conditionalAccess beside the organization's; one of the same name replaces it
 */
public record Application(
        String name,
        List<Entitlement> entitlements,
        List<Birthright> birthright,
        @Nullable Span settle,
        List<Condition> conditionalAccess,
        @Nullable Span deleteAfter)
        implements PolicyDocument {
    public Application {
        entitlements = List.copyOf(entitlements);
        birthright = List.copyOf(birthright);
        conditionalAccess = List.copyOf(conditionalAccess);
    }

    boolean has(String entitlement) {
        return entitlements.stream().anyMatch(e -> e.name().equals(entitlement));
    }

    /** What a person can hold in the application. */
    public record Entitlement(String name, boolean requestable) {}

    /** Who has the application without asking, as long as the scope holds for him. */
    public record Birthright(String name, Scope scope, List<String> entitlements, boolean startsAtHireDate) {
        public Birthright {
            entitlements = List.copyOf(entitlements);
        }
    }
}
