package io.muster.gateway.request;

import io.muster.events.Actor;
import io.muster.events.Lane;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
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
 */
public record Call(
        String client,
        Actor actor,
        String correlationId,
        @Nullable String traceparent,
        Lane lane,
        PatchProfile profile,
        HiddenAttributes hidden,
        boolean patient) {
    public Call {
        Objects.requireNonNull(client);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(correlationId);
        Objects.requireNonNull(lane);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(hidden);
    }

    /** What {@link #toJson} kept, for work that goes on after its request; it reads no requests and shows nothing. */
    public static Call of(JsonObject kept) {
        return new Call(
                kept.getString("client"),
                new Actor(Actor.Kind.valueOf(kept.getString("actorKind")), kept.getString("actor")),
                kept.getString("correlationId"),
                kept.getString("traceparent"),
                Lane.valueOf(kept.getString("lane")),
                PatchProfile.RFC,
                HiddenAttributes.NONE,
                false);
    }

    /** As it is kept beside work that goes on after its request. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("client", client)
                .put("actorKind", actor.kind().name())
                .put("actor", actor.id())
                .put("correlationId", correlationId)
                .put("traceparent", traceparent)
                .put("lane", lane.name());
    }

    /** The same caller, for the operations of a {@code /Bulk}. */
    public Call ofBulk(Lane other) {
        return new Call(client, actor, correlationId, traceparent, other, profile, hidden, true);
    }
}
