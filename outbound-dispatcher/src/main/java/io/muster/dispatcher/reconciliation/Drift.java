package io.muster.dispatcher.reconciliation;

import java.util.List;

/**
 * An account that is not as we left it.
 *
 * @param what {@code changed}, {@code missing}, {@code enabled}, {@code disabled} or {@code entitlements}
 * @param attributes the names of those that differ
 */
record Drift(String identity, String targetId, String what, List<String> attributes) {
    Drift {
        attributes = List.copyOf(attributes);
    }
}
