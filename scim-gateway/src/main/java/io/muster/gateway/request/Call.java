package io.muster.gateway.request;

import io.muster.events.Actor;
import io.muster.events.Lane;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who does something and along which chain of causes: what events say beside the change itself.
 *
 * @param client client id of the token: whose authority counts
 * @param actor the client, or the person in whose name it acts
 * @param correlationId the same along everything that this request sets off
 * @param traceparent W3C trace context
 * @param lane {@code BULK} for {@code /Bulk} of more than 10 operations
 * @param profile how its PATCH requests are read
 * @param hidden what the client may neither see nor write
 * @param patient one of the operations of a {@code /Bulk}: it waits for its turn where a single call is told to come again
 * @param receipt what is written beside each of its changes, in the same transaction
 */
public record Call(
        String client,
        Actor actor,
        String correlationId,
        @Nullable String traceparent,
        Lane lane,
        PatchProfile profile,
        HiddenAttributes hidden,
        boolean patient,
        Receipt receipt) {
    public Call {
        Objects.requireNonNull(client);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(correlationId);
        Objects.requireNonNull(lane);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(hidden);
        Objects.requireNonNull(receipt);
    }

    /** What {@link #toJson} kept, for work that goes on after its request. */
    public static Call of(JsonObject kept) {
        return new Call(
                kept.getString("client"),
                new Actor(Actor.Kind.valueOf(kept.getString("actorKind")), kept.getString("actor")),
                kept.getString("correlationId"),
                kept.getString("traceparent"),
                Lane.valueOf(kept.getString("lane")),
                PatchProfile.named(kept.getString("profile", "")).orElse(PatchProfile.RFC),
                new HiddenAttributes(Set.copyOf(kept.getJsonArray("hidden", new JsonArray()).stream()
                        .map(String::valueOf)
                        .toList())),
                kept.getBoolean("patient", false),
                Receipt.NONE);
    }

    /** As it is kept beside work that goes on after its request. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("client", client)
                .put("actorKind", actor.kind().name())
                .put("actor", actor.id())
                .put("correlationId", correlationId)
                .put("traceparent", traceparent)
                .put("lane", lane.name())
                .put("profile", profile.word())
                .put("hidden", new JsonArray(List.copyOf(hidden.names())))
                .put("patient", patient);
    }

    /** The same caller, for the operations of a {@code /Bulk}. */
    public Call ofBulk(Lane other) {
        return new Call(client, actor, correlationId, traceparent, other, profile, hidden, true, receipt);
    }

    /** The same call with something written beside its changes. */
    public Call with(Receipt other) {
        return new Call(client, actor, correlationId, traceparent, lane, profile, hidden, patient, other);
    }
}
