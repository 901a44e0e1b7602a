package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group as a client names it: {@code {"value":"2819c223","type":"User","display":"Babs"}}.
 *
 * @param value the member's id
 * @param type User or Group; null = not said, most clients do not
 */
public record Member(
        String value, @Nullable String type, @Nullable String display) {

    /** The members in a normalized group document. */
    public static List<Member> of(ObjectNode group) {
        return list(group.path("members"));
    }

    static List<Member> list(JsonNode members) {
        List<Member> list = new ArrayList<>();
        for (JsonNode member : members) {
            String value = member.path("value").asText("");
            if (value.isBlank()) {
                throw new ScimError.InvalidValue("'members.value' is required.").refused();
            }
            list.add(new Member(value, text(member, "type"), text(member, "display")));
        }
        return List.copyOf(list);
    }

    private static @Nullable String text(JsonNode member, String part) {
        return member.hasNonNull(part) ? member.get(part).asText() : null;
    }
}
