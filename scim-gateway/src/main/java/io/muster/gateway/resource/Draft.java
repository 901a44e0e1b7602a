package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.membership.MemberEdit;
import io.muster.gateway.request.Call;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.schema.ResourceType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a resource is to be: its document as it is stored, and beside it what is stored elsewhere.
 *
 * @param password in clear, on its way to the hash; never printed
 */
record Draft(ObjectNode document, Optional<String> password, MemberEdit members) {
    private static final List<String> NOT_IN_DOCUMENT = List.of("id", "meta", "groups", "members", "password");

    /** Parts a whole resource: who is in {@code members} is all who are to be members. */
    static Draft whole(ObjectNode resource) {
        return new Draft(documentOf(resource), passwordOf(resource), MemberEdit.exactly(membersOf(resource)));
    }

    /** Parts a resource whose members are told apart. */
    static Draft withMembers(ObjectNode resource, MemberEdit members) {
        return new Draft(documentOf(resource), passwordOf(resource), members);
    }

    /** The document that a PATCH makes of the stored one, before it is parted. */
    static ObjectNode patched(Call call, ResourceType type, StoredResource stored, PatchRequest request) {
        return request.operations().isEmpty()
                ? stored.withId()
                : Patch.apply(type, stored.withId(), request, call.profile(), call.hidden());
    }

    /** The same with another document. */
    Draft with(ObjectNode other) {
        return new Draft(other, password, members);
    }

    /** The same without anything about members. */
    Draft withoutMembers() {
        return new Draft(document, password, MemberEdit.NONE);
    }

    private static ObjectNode documentOf(ObjectNode resource) {
        return resource.deepCopy().remove(NOT_IN_DOCUMENT);
    }

    private static Optional<String> passwordOf(ObjectNode resource) {
        return Optional.ofNullable(resource.get("password"))
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    private static Set<String> membersOf(ObjectNode resource) {
        var ids = new LinkedHashSet<String>();
        resource.path("members").forEach(member -> {
            var id = member.path("value").asText();
            if (!id.isEmpty()) {
                ids.add(id);
            }
        });
        return ids;
    }

    @Override
    public String toString() {
        return "Draft[" + password.map(secret -> "with a password").orElse("without password") + "]";
    }
}
