package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Locations;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bulk request that is answered before it is done, as far as it is. */
record AsyncRequest(
        String id,
        Call call,
        Locations at,
        int failOnErrors,
        List<Part> parts,
        @Nullable Instant endedAt) {
    private static final String PROGRESS = "urn:muster:params:scim:api:messages:2.0:BulkProgress";

    AsyncRequest {
        Objects.requireNonNull(id);
        parts = List.copyOf(parts);
    }

    /**
     * One operation.
     *
     * @param madeId of a circle: the resource that is there already
     * @param outcome what it came to; null until then
     */
    record Part(
            BulkOperation operation,
            @Nullable String madeId,
            @Nullable Outcome outcome) {}

    List<BulkOperation> operations() {
        return parts.stream().map(Part::operation).toList();
    }

    /** What became of the operation at that place; empty until it is known. */
    Optional<Outcome> outcome(int index) {
        return Optional.ofNullable(parts.get(index).outcome());
    }

    /** The resource that was made of the operation at that place, what names others still to come. */
    Optional<String> madeId(int index) {
        return Optional.ofNullable(parts.get(index).madeId());
    }

    /** In the request's order; operations that were not begun have none. */
    List<Outcome> outcomes() {
        return parts.stream()
                .flatMap(part -> Optional.ofNullable(part.outcome()).stream())
                .toList();
    }

    /** {@code {"operations":1000,"done":310,"failed":2}}. */
    ObjectNode progress() {
        var outcomes = outcomes();
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(PROGRESS);
        return json.put("operations", parts.size())
                .put("done", outcomes.size())
                .put("failed", outcomes.stream().filter(Outcome::failed).count());
    }
}
