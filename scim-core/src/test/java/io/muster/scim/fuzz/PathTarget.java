package io.muster.scim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.filter.FilterParser;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchOperation;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.path.PatchPath;
import io.muster.scim.resource.Projection;
import io.muster.scim.resource.Resources;
import java.util.List;

/** Any text as a path: of a PATCH with each operation, and among {@code attributes}. */
public final class PathTarget {
    private static final JsonNode VALUE = TextNode.valueOf("v");

    private PathTarget() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = Language.text(input);
        Language.mayBeRefused(() -> read(text));
        for (PatchOperation.Op op : PatchOperation.Op.values()) {
            Language.mayBeRefused(() -> patch(new PatchOperation(op, text, VALUE)));
        }
        ObjectNode shown =
                Projection.of(Language.USER, List.of(text), List.of()).apply(Language.ALICE);
        assertThat(shown.get("id")).as("returned always").isEqualTo(Language.ALICE.get("id"));
    }

    private static void read(String text) {
        PatchPath path = PatchPath.parse(text);
        String printed = path.toString();
        if (printed.length() <= FilterParser.MAX_BYTES / 2) {
            assertThat(PatchPath.parse(printed)).isEqualTo(path);
        }
    }

    private static void patch(PatchOperation operation) {
        ObjectNode after =
                Patch.apply(Language.USER, Language.ALICE, new PatchRequest(List.of(operation)), PatchProfile.ENTRA);
        assertThat(Resources.normalize(Language.USER, after)).isEqualTo(after);
    }
}
