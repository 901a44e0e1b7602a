package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.authority.Authority;
import io.muster.gateway.request.Call;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.resource.AttributeChange;
import io.muster.scim.resource.Changes;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import java.util.List;

/**
 * What a write would make of a resource without members, by the same steps as {@link ResourceChanges}, but written nowhere. Whether a name is taken
 * is not known here: that is for the unique indexes to say.
 *
 * @param before the document as it is; empty for a new one
 * @param after the document as it would be stored
 * @param warnings what would be ignored and why
 */
public record Preview(ObjectNode before, ObjectNode after, List<String> warnings) {
    public Preview {
        warnings = List.copyOf(warnings);
    }

    /**
     * A POST.
     *
     * @throws io.muster.scim.error.ScimError.Refused as the POST would
     */
    public static Preview create(Authority authority, Call call, ResourceType type, ObjectNode body) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return of(authority, call, type, nothing, Draft.whole(Resources.forCreate(type, body)));
    }

    /**
     * A PATCH.
     *
     * @throws io.muster.scim.error.ScimError.Refused as the PATCH would
     */
    public static Preview patch(
            Authority authority, Call call, ResourceType type, StoredResource stored, PatchRequest request) {
        return of(authority, call, type, stored.document(), Draft.patched(call, type, stored, request));
    }

    private static Preview of(Authority authority, Call call, ResourceType type, ObjectNode before, Draft draft) {
        var allowed = Allowed.of(authority, call, type, before, draft);
        return new Preview(before, allowed.draft().document(), allowed.warnings());
    }

    /** Whether anything would be written at all. */
    public boolean changesNothing() {
        return Resources.same(before, after);
    }

    /** What would change, as its event would tell it. */
    public List<AttributeChange> changes(ResourceType type) {
        return Changes.forEvents(type, before, after);
    }
}
