package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.membership.MemberEdit;
import io.muster.gateway.request.Call;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.resource.WrittenAttributes;
import io.muster.scim.schema.ResourceType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a resource is to be: its document as it is stored, and beside it what is stored elsewhere.
 *
 * @param named what the request has named
 */
record Draft(ObjectNode document, PasswordEdit password, MemberEdit members, WrittenAttributes named) {
    private static final String PASSWORD = "password";
    private static final List<String> NOT_IN_DOCUMENT = List.of("id", "meta", "groups", "members", PASSWORD);

    /** Parts a whole resource: who is in {@code members} is all who are to be members. */
    static Draft whole(ObjectNode resource) {
        return new Draft(
                documentOf(resource),
                passwordOf(resource, PasswordEdit.KEEP),
                MemberEdit.exactly(membersOf(resource)),
                WrittenAttributes.ALL);
    }

    /** Parts what a PATCH has made of a resource, whose members are told apart. No stored document has a password that could be removed. */
    static Draft patched(ObjectNode resource, MemberEdit members, ResourceType type, PatchRequest request) {
        var without = request.clears(type, PASSWORD) ? PasswordEdit.REMOVE : PasswordEdit.KEEP;
        return new Draft(documentOf(resource), passwordOf(resource, without), members, request.attributes(type));
    }

    /** The same of a resource whose members, if it has any, the PATCH leaves alone. */
    static Draft patched(Call call, ResourceType type, StoredResource stored, PatchRequest request) {
        return patched(document(call, type, stored, request), MemberEdit.NONE, type, request);
    }

    /** The document that a PATCH makes of the stored one, before it is parted. */
    static ObjectNode document(Call call, ResourceType type, StoredResource stored, PatchRequest request) {
        return request.operations().isEmpty()
                ? stored.withId()
                : Patch.apply(type, stored.withMeta(), request, call.profile(), call.hidden());
    }

    /** Whether of a new resource nothing is stored but the document. */
    boolean isDocumentOnly() {
        return password instanceof PasswordEdit.Keep && members.in().isEmpty();
    }

    /** The same with another document. */
    Draft with(ObjectNode other) {
        return new Draft(other, password, members, named);
    }

    /** The same with the password as it is. */
    Draft withoutPassword() {
        return new Draft(document, PasswordEdit.KEEP, members, named);
    }

    /** The same without anything about members. */
    Draft withoutMembers() {
        return new Draft(document, password, MemberEdit.NONE, named);
    }

    private static ObjectNode documentOf(ObjectNode resource) {
        return resource.deepCopy().remove(NOT_IN_DOCUMENT);
    }

    private static PasswordEdit passwordOf(ObjectNode resource, PasswordEdit without) {
        return Optional.ofNullable(resource.get(PASSWORD))
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty())
                .<PasswordEdit>map(PasswordEdit.Replace::new)
                .orElse(without);
    }

    /** Without personal data: it must not come into a log by chance. */
    @Override
    public String toString() {
        return "Draft[" + password + ", " + members + "]";
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
}
