package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.patch.PatchOperation;

/** The word by which data may hold a password: of an attribute, a path, or an attribute in the JSON that a text holds. */
final class PasswordWord {
    private static final String WORD = "password";

    private PasswordWord() {}

    /** Whether it stands anywhere in these data, however its letters are written: what is looked at is what a write would read. */
    static boolean in(JsonNode data) {
        return switch (data.getNodeType()) {
            case OBJECT -> data.propertyStream().anyMatch(member -> in(member.getKey()) || in(member.getValue()));
            case ARRAY -> data.valueStream().anyMatch(PasswordWord::in);
            case STRING ->
                in(data.textValue())
                        || PatchOperation.inText(data.textValue())
                                .filter(PasswordWord::in)
                                .isPresent();
            case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> false;
        };
    }

    /** By letters that count as the same in names, {@code ſ} and {@code s} among them. */
    private static boolean in(String text) {
        for (int at = 0; at + WORD.length() <= text.length(); at++) {
            if (text.regionMatches(true, at, WORD, 0, WORD.length())) {
                return true;
            }
        }
        return false;
    }
}
