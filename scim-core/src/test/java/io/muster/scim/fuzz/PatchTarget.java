package io.muster.scim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.patch.GroupPatch;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.resource.Changes;
import io.muster.scim.resource.Resources;

/** Any JSON as a PATCH of a user and of a group: all or nothing, and what comes out is a document that can be kept. */
public final class PatchTarget {
    private PatchTarget() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Language.json(Language.text(input)).ifPresent(body -> {
            for (PatchProfile profile : PatchProfile.values()) {
                Language.mayBeRefused(() -> user(body, profile));
            }
            Language.mayBeRefused(() -> group(body));
        });
    }

    private static void user(JsonNode body, PatchProfile profile) {
        ObjectNode before = Language.ALICE.deepCopy();
        ObjectNode after = Patch.apply(Language.USER, before, PatchRequest.parse(body), profile);
        assertThat(before).as("the input").isEqualTo(Language.ALICE);
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        ObjectNode again = Resources.checked(Language.USER, Resources.normalize(Language.USER, after));
        assertThat(again).hasToString(after.toString());
        assertThat(Resources.same(after, again)).isTrue();
        Changes.forEvents(Language.USER, before, after);
    }

    private static void group(JsonNode body) {
        GroupPatch split = GroupPatch.split(Language.GROUP, PatchRequest.parse(body));
        ObjectNode group = Resources.normalize(
                Language.GROUP,
                Language.json("{\"id\":\"g\",\"displayName\":\"G\"}").orElseThrow());
        ObjectNode after = Patch.apply(Language.GROUP, group, split.document(), PatchProfile.RFC);
        assertThat(after.has("members")).as("members are rows of their own").isFalse();
    }
}
