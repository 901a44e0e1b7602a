package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.membership.Member;
import io.muster.gateway.membership.MemberEdit;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.request.Call;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.patch.MemberOperation;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributePath;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The member operations of a PATCH, folded in their order into one {@link MemberEdit}. */
@Singleton
class GroupEdits {
    private static final String MEMBERS = "members";

    private final Memberships memberships;

    GroupEdits(Memberships memberships) {
        this.memberships = memberships;
    }

    /**
     * Before anything of it is done: members, and what they are chosen by. Who sees which of them go knows that.
     *
     * @throws io.muster.scim.error.ScimError.Refused with Sensitive
     */
    static void demandShown(Call call, ResourceType type, List<MemberOperation> operations) {
        if (operations.isEmpty() || call.hidden().names().isEmpty()) {
            return;
        }
        call.hidden().demand(type, type.resolve(MEMBERS).orElseThrow());
        for (MemberOperation operation : operations) {
            if (operation instanceof MemberOperation.RemoveWhere where) {
                var chosen = new Filter.ValuePath(AttributePath.parse(MEMBERS), where.filter());
                BoundFilter.bind(chosen, type, BoundFilter.UnknownAttributes.REFUSE)
                        .attributes()
                        .forEach(path -> call.hidden().demand(type, path));
            }
        }
    }

    /** Reads the group's rows only where a filter other than {@code value eq} has to look at them. */
    Uni<MemberEdit> fold(Mutiny.Session session, ResourceType type, String groupId, List<MemberOperation> operations) {
        var looksAtRows = operations.stream().anyMatch(MemberOperation.RemoveWhere.class::isInstance);
        return looksAtRows
                ? memberships.membersOf(session, groupId).map(rows -> fold(type, operations, rows))
                : Uni.createFrom().item(() -> fold(type, operations, List.of()));
    }

    private static MemberEdit fold(ResourceType type, List<MemberOperation> operations, List<Member> rows) {
        var edit = MemberEdit.NONE;
        for (MemberOperation operation : operations) {
            edit = next(type, edit, operation, rows);
        }
        return edit;
    }

    private static MemberEdit next(ResourceType type, MemberEdit edit, MemberOperation operation, List<Member> rows) {
        return switch (operation) {
            case MemberOperation.Add add -> edit.adding(ids(add.members()));
            case MemberOperation.Remove remove -> edit.removing(remove.ids());
            case MemberOperation.RemoveAll all -> MemberEdit.exactly(Set.of());
            case MemberOperation.Replace replace -> MemberEdit.exactly(ids(replace.members()));
            case MemberOperation.RemoveWhere where -> edit.removing(matching(type, edit, where.filter(), rows));
        };
    }

    private static Set<String> ids(List<io.muster.scim.patch.Member> members) {
        return members.stream()
                .map(io.muster.scim.patch.Member::value)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Who is a member at this point of the request and matches. A member that the same request added is known by his id alone. */
    private static Set<String> matching(ResourceType type, MemberEdit edit, Filter filter, List<Member> rows) {
        Attribute members = type.root().sub(MEMBERS).orElseThrow();
        var matcher = FilterMatcher.ofValue(filter, members);
        var present = edit.appliedTo(rows.stream().map(Member::id).collect(Collectors.toSet()));
        var matching = new HashSet<String>();
        rows.stream()
                .filter(row -> present.remove(row.id()))
                .filter(row -> matcher.matches(json(row)))
                .forEach(row -> matching.add(row.id()));
        present.stream()
                .filter(id ->
                        matcher.matches(JsonNodeFactory.instance.objectNode().put("value", id)))
                .forEach(matching::add);
        return matching;
    }

    private static ObjectNode json(Member member) {
        var json =
                JsonNodeFactory.instance.objectNode().put("value", member.id()).put("type", member.type());
        return member.display() == null ? json : json.put("display", member.display());
    }
}
