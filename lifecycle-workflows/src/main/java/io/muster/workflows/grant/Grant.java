package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole desired access of a person in an application.
 *
 * @param version +1 with each change, for ever
 * @param validFrom since when he has it without a break; null when absent
 * @param validTo when it ends by itself; null when it does not
 */
public record Grant(
        String identity,
        String application,
        long version,
        GrantStatus status,
        List<String> entitlements,
        List<GrantReason> reasons,
        @Nullable Instant validFrom,
        @Nullable Instant validTo) {
    public Grant {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(application);
        entitlements = List.copyOf(entitlements);
        reasons = List.copyOf(reasons);
    }

    boolean isHeld() {
        return status != GrantStatus.ABSENT;
    }

    /** The record on the topic: {@code {"identity","application","status","entitlements":[…],"validFrom","validTo"?,"reasons":[…]}}. */
    ObjectNode resource() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("identity", identity);
        json.setAll(access());
        return json;
    }

    /** The same as the access of a known person shows it. */
    ObjectNode access() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("application", application);
        json.put("status", status.text());
        entitlements.forEach(json.putArray("entitlements")::add);
        if (validFrom != null) {
            json.put("validFrom", validFrom.toString());
        }
        if (validTo != null) {
            json.put("validTo", validTo.toString());
        }
        var list = json.putArray("reasons");
        reasons.forEach(reason -> list.add(reason.json()));
        return json;
    }
}
