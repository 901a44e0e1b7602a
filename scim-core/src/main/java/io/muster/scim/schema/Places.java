package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at the members of one JSON object of a document and notes what is wrong with them, by their place. */
final class Places {
    /** A URN that filters and paths can name: its last part is a name, as {@code 2.0:User} has one. */
    private static final Pattern URN =
            Pattern.compile("urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:(?:[A-Za-z0-9._~-]+:)*[A-Za-z][A-Za-z0-9_-]*");

    private static final int LONGEST_URN = 250;

    private final String document;
    private final String pointer;
    private final JsonNode json;
    private final List<SchemaProblem> problems;

    Places(String document, String pointer, JsonNode json, List<SchemaProblem> problems) {
        this.document = document;
        this.pointer = pointer;
        this.json = json;
        this.problems = problems;
    }

    JsonNode json() {
        return json;
    }

    /** The element of an array in this object. */
    Places element(String member, int index) {
        return new Places(
                document,
                pointer + "/" + member + "/" + index,
                json.path(member).path(index),
                problems);
    }

    void problem(String member, String message) {
        problems.add(new SchemaProblem(document, member.isEmpty() ? pointer : pointer + "/" + member, message));
    }

    /** Misspelled characteristics would count as their defaults. */
    void only(Set<String> members) {
        json.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                problem(name, "is not known here; known are " + sorted(members) + ".");
            }
        });
    }

    /** A text that must be there; null where it is not (then noted). */
    @Nullable String text(String member) {
        JsonNode value = json.path(member);
        if (!value.isTextual() || value.textValue().isBlank()) {
            problem(member, value.isMissingNode() ? "is missing." : "is a text, and not an empty one.");
            return null;
        }
        return value.textValue();
    }

    /** Texts that may be left out. */
    void optionalText(String member) {
        JsonNode value = json.path(member);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            problem(member, "is a text.");
        }
    }

    void optionalTexts(String member) {
        JsonNode values = json.path(member);
        if (!values.isMissingNode()
                && !values.isNull()
                && (!values.isArray() || !values.valueStream().allMatch(JsonNode::isTextual))) {
            problem(member, "is an array of texts.");
        }
    }

    boolean truth(String member) {
        JsonNode value = json.path(member);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            problem(member, "is true or false.");
        }
        return value.asBoolean(false);
    }

    /** One of an enumeration's names in any case; the default where it is left out, or wrong (then noted). */
    <E extends Enum<E>> E choice(String member, E[] choices, Function<E, String> name, E otherwise) {
        JsonNode value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        for (E choice : choices) {
            if (value.isTextual() && name.apply(choice).equalsIgnoreCase(value.textValue())) {
                return choice;
            }
        }
        problem(
                member,
                "is one of " + Stream.of(choices).map(name).collect(Collectors.joining(", ")) + ", not " + value + ".");
        return otherwise;
    }

    /** A URN that must be there and can be named in filters; null where it is not (then noted). */
    @Nullable String urn(String member) {
        String urn = text(member);
        if (urn != null && (urn.length() > LONGEST_URN || !URN.matcher(urn).matches())) {
            problem(
                    member,
                    "is a URN of at most " + LONGEST_URN
                            + " letters, digits, '.', '_', '~', '-' and ':' whose last part is a name, such as"
                            + " urn:acme:params:scim:schemas:extension:contractor:1.0:User.");
            return null;
        }
        return urn;
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
