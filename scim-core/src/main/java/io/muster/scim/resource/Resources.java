package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.ResourceType;

/** From what a client sends to the document that is stored. Inputs are never changed. */
public final class Resources {
    /** The largest document in bytes of JSON; a group's members and what the server adds (id, meta, groups) are not counted. */
    public static final int MAX_BYTES = 64 * 1024;

    private Resources() {}

    /**
     * The document of a POST (RFC 7644 §3.3): normalized, readOnly attributes left out, checked. Without {@code id} and
     * {@code meta}, which are the server's.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidSyntax, InvalidValue or TooLarge
     */
    public static ObjectNode forCreate(ResourceType type, JsonNode body) {
        return checked(type, Normalizer.document(type, body, Origin.CLIENT));
    }

    /**
     * The document of a PUT (RFC 7644 §3.5.1): what the client left out is gone, but readOnly attributes stay as they
     * are, and so do immutable and writeOnly ones that he left out.
     *
     * @param current the stored document
     * @throws io.muster.scim.error.ScimError.Refused with InvalidSyntax, InvalidValue, TooLarge, or Mutability where an
     *     immutable attribute would change
     */
    public static ObjectNode forReplace(ResourceType type, JsonNode body, ObjectNode current) {
        ObjectNode wanted = Normalizer.document(type, body, Origin.CLIENT);
        ObjectNode kept = Replacement.keep(type.root(), wanted, normalize(type, current));
        return checked(type, normalize(type, kept));
    }

    /**
     * A document in its one form, readOnly attributes included; idempotent. For stored documents and those of other
     * servers.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidSyntax or InvalidValue
     */
    public static ObjectNode normalize(ResourceType type, JsonNode document) {
        return Normalizer.document(type, document, Origin.SERVER);
    }

    /**
     * A normalized document, checked.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidValue or TooLarge
     */
    public static ObjectNode checked(ResourceType type, ObjectNode document) {
        Validator.check(type, document);
        return document;
    }

    /** Whether two normalized documents say the same, apart from {@code meta}; the order of values does not count. */
    public static boolean same(ObjectNode a, ObjectNode b) {
        return Sameness.same(a.deepCopy().without("meta"), b.deepCopy().without("meta"));
    }
}
