package io.muster.gateway.membership;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.runtime.pg.outbox.OutboxRecord;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code membership.added}, {@code membership.removed} and its tombstone, key {@code groupId:memberId}. */
@Singleton
class MembershipEvents {
    private final EventFactory events;

    MembershipEvents(EventFactory events) {
        this.events = events;
    }

    /** The group as these events name it. */
    record InGroup(String id, @Nullable String displayName, long membershipVersion) {}

    OutboxRecord added(Call call, InGroup group, String memberId, String memberType) {
        return is(call, group, memberId, memberType, "Added to the group by " + call.client());
    }

    /** A membership once more, without a change. */
    OutboxRecord again(Call call, InGroup group, String memberId, String memberType) {
        return is(call, group, memberId, memberType, "Told again for " + call.client());
    }

    private OutboxRecord is(Call call, InGroup group, String memberId, String memberType, String reason) {
        return OutboxRecord.of(
                Topics.IDENTITY_MEMBERSHIPS,
                Topics.membershipKey(group.id, memberId),
                events.state(
                        call,
                        null,
                        EventTypes.MEMBERSHIP_ADDED,
                        memberId,
                        group.membershipVersion,
                        reason,
                        List.of(),
                        resource(group, memberId, memberType)));
    }

    /** Both records: the event with the last image, then the null that lets compaction forget the key. */
    List<OutboxRecord> removed(
            Call call, @Nullable String causationId, InGroup group, String memberId, String memberType, String reason) {
        var key = Topics.membershipKey(group.id, memberId);
        return List.of(
                OutboxRecord.of(
                        Topics.IDENTITY_MEMBERSHIPS,
                        key,
                        events.state(
                                call,
                                causationId,
                                EventTypes.MEMBERSHIP_REMOVED,
                                memberId,
                                group.membershipVersion,
                                reason,
                                List.of(),
                                resource(group, memberId, memberType))),
                OutboxRecord.tombstone(Topics.IDENTITY_MEMBERSHIPS, key));
    }

    private static ObjectNode resource(InGroup group, String memberId, String memberType) {
        var resource = JsonNodeFactory.instance.objectNode();
        resource.put("group", group.id);
        if (group.displayName != null) {
            resource.put("groupDisplayName", group.displayName);
        }
        return resource.put("member", memberId).put("memberType", memberType);
    }
}
