package io.muster.stack.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Bodies of SCIM's PATCH (RFC 7644, section 3.5.2). */
public final class ScimPatch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScimPatch() {}

    /** One attribute and its new value. */
    public record Change(String path, Object value) {}

    /** {@code {"schemas":[…PatchOp],"Operations":[{"op":"replace","path":"title","value":"Counsel"}]}}. */
    public static ObjectNode replace(String path, Object value) {
        return replace(List.of(new Change(path, value)));
    }

    /** Several changes in one request. */
    public static ObjectNode replace(List<Change> changes) {
        var patch = JSON.createObjectNode();
        patch.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:PatchOp");
        var operations = patch.putArray("Operations");
        for (var change : changes) {
            operations
                    .addObject()
                    .put("op", "replace")
                    .put("path", change.path())
                    .set("value", JSON.valueToTree(change.value()));
        }
        return patch;
    }
}
