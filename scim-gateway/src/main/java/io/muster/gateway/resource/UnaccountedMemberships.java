package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.membership.Member;
import io.muster.gateway.membership.MemberEdit;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.request.Call;
import io.muster.gateway.resource.Unaccounted.Decision;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The same of memberships, key {@code groupId:memberId}: of groups that are there. All methods run in the caller's transaction. */
@Singleton
class UnaccountedMemberships {
    private final ResourceStore store;
    private final Memberships memberships;

    UnaccountedMemberships(ResourceStore store, Memberships memberships) {
        this.store = store;
        this.memberships = memberships;
    }

    /** {@return what is to be told; nothing where it was decided so before} */
    Uni<List<OutboxRecord>> decide(
            Mutiny.Session session,
            Call call,
            Decision decision,
            ResourceType groups,
            String key,
            ObjectNode last,
            Instant now) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            throw refused(400, "invalid-key", "The id of a membership is \"group:member\".");
        }
        var member =
                new Member(key.substring(colon + 1), last.path("memberType").asText("User"), null);
        return store.lock(session, groups, key.substring(0, colon))
                .map(found -> found.orElseThrow(() ->
                        refused(409, "no-group", "The group of " + key + " is not there. Decide about the group.")))
                .chain(group -> memberships
                        .holds(session, group.id(), member.id())
                        .chain(held -> decide(session, call, decision, group, member, held, now))
                        .call(records -> records.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : store.touch(
                                        session, group.withMembershipsChanged().touched(now))));
    }

    private Uni<List<OutboxRecord>> decide(
            Mutiny.Session session,
            Call call,
            Decision decision,
            StoredResource group,
            Member member,
            boolean held,
            Instant now) {
        var name = group.document().path("displayName").asText();
        long version = group.membershipVersion() + 1;
        return switch (decision) {
            case ADOPT ->
                memberships.apply(
                        session, call, group.id(), name, version, MemberEdit.NONE.adding(Set.of(member.id())), now);
            case DELETE -> {
                if (held) {
                    throw refused(
                            409, "accounted", "It is there: take the member out of the group as out of any other.");
                }
                yield memberships.deny(session, call, group.id(), name, version, member);
            }
        };
    }

    private static ProblemException refused(int status, String type, String detail) {
        return new ProblemException(Problem.of(status, type, detail));
    }
}
