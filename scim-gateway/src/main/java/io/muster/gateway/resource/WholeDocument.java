package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stored documents that an answer shows as they are, without that they are opened: text between text. To read, choose and write what
 * nobody has asked to be left out would be the dearest part of a read.
 */
final class WholeDocument {
    private static final String BEGIN = "{\"schemas\":[";

    /** Of their attributes only the password is kept back from an answer, and no document has it. */
    private static final Set<String> BUILT_IN =
            SchemaRegistry.builtIn().schemas().stream().map(Schema::id).collect(Collectors.toUnmodifiableSet());

    private WholeDocument() {}

    /**
     * Whether everything in the document may be shown: it has data of built-in schemas alone. Of what a platform team has added a
     * replica may learn a moment late, and with it what is never shown. One that was stored in another form is not looked into.
     */
    static boolean is(String document) {
        if (!document.startsWith(BEGIN)) {
            return false;
        }
        int at = BEGIN.length();
        while (document.startsWith("\"", at)) {
            int end = document.indexOf('"', at + 1);
            if (end < 0 || !BUILT_IN.contains(document.substring(at + 1, end))) {
                return false;
            }
            if (document.startsWith("],", end + 1)) {
                return true;
            }
            at = end + 2; // behind the comma
        }
        return false;
    }

    /** The document and what stands beside it. */
    static String with(String document, ObjectNode beside) {
        var more = beside.toString();
        return new StringBuilder(document.length() + more.length())
                .append(document, 0, document.length() - 1)
                .append(',')
                .append(more, 1, more.length())
                .toString();
    }
}
