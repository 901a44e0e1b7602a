package io.muster.workflows.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one person must not hold together: something of the one side and something of the other. */
public record SeparationOfDuties(String name, List<Duty> one, List<Duty> other, Action action)
        implements PolicyDocument {
    /** What happens when somebody would hold both. */
    public enum Action {
        /** What would be new is not given; what he holds already is reported. */
        BLOCK,
        /** It is given and reported. */
        REPORT
    }

    /** An entitlement, or with {@code entitlement} null the application as a whole. */
    public record Duty(String application, @Nullable String entitlement) {
        boolean isIn(Map<String, ? extends Collection<String>> access) {
            var held = access.get(application);
            return held != null && (entitlement == null || held.contains(entitlement));
        }

        @Override
        public String toString() {
            return entitlement == null ? application : application + ":" + entitlement;
        }
    }

    public SeparationOfDuties {
        one = List.copyOf(one);
        other = List.copyOf(other);
    }

    /** Whether the access (entitlements by application) holds something of both sides. */
    public boolean isBrokenBy(Map<String, Set<String>> access) {
        return one.stream().anyMatch(duty -> duty.isIn(access))
                && other.stream().anyMatch(duty -> duty.isIn(access));
    }

    /** The duties of both sides that the access holds. */
    public List<Duty> held(Map<String, Set<String>> access) {
        return Stream.concat(one.stream(), other.stream())
                .filter(duty -> duty.isIn(access))
                .toList();
    }
}
