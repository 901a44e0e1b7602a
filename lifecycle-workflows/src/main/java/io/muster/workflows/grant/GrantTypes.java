package io.muster.workflows.grant;

import io.muster.events.EventTypes;
import org.jspecify.annotations.Nullable;

/** Which event a change of a grant is. */
final class GrantTypes {
    private GrantTypes() {}

    static String type(@Nullable Grant before, Grant grant) {
        var from = before == null ? GrantStatus.ABSENT : before.status();
        return switch (grant.status()) {
            case ABSENT -> EventTypes.GRANT_REVOKED;
            case DISABLED -> from == GrantStatus.DISABLED ? EventTypes.GRANT_CHANGED : EventTypes.GRANT_SUSPENDED;
            case ACTIVE ->
                switch (from) {
                    case ABSENT -> EventTypes.GRANT_GRANTED;
                    case DISABLED -> EventTypes.GRANT_RESUMED;
                    case ACTIVE -> EventTypes.GRANT_CHANGED;
                };
        };
    }
}
