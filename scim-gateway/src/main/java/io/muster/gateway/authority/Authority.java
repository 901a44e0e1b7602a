package io.muster.gateway.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has authority over which attributes, as it is in force. Compared are values, not words of the request: a client that sends an
 * attribute as it is already (as every PUT does) is not refused.
 *
 * @param rules by attribute: {@code title}, {@code urn:…:enterprise:2.0:User:department}, or an extension's URN for all of it
 */
public record Authority(Map<String, Rule> rules) {
    /** Nobody has authority over anything: who may write may write all. */
    public static final Authority NONE = new Authority(Map.of());

    public Authority {
        rules = Map.copyOf(rules);
    }

    /** One attribute's authority. {@code ignored}: what others write is dropped with a warning; else refused with 403. */
    public record Rule(String client, boolean ignored) {
        public Rule {
            Objects.requireNonNull(client);
        }
    }

    /** What is left of a write, and what had to be told about it: values of {@code Warning} headers. */
    public record Decision(ObjectNode document, List<String> warnings) {
        public Decision {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Holds a write against the rules.
     *
     * @param before the document as it is; empty for a new one
     * @param after the document as the client wants it; left as it is, the decision has a copy
     * @throws ScimError.Refused with Forbidden, naming attribute and client
     */
    public Decision decide(String client, ResourceType type, ObjectNode before, ObjectNode after) {
        if (rules.isEmpty()) {
            return new Decision(after, List.of());
        }
        var kept = after.deepCopy();
        var warnings = new ArrayList<String>();
        for (Attribute attribute : type.attributes()) {
            if (attribute.extension()) {
                attribute
                        .subAttributes()
                        .forEach(sub -> decide(client, attribute.name(), sub.name(), before, kept)
                                .ifPresent(warnings::add));
            } else {
                decide(client, null, attribute.name(), before, kept).ifPresent(warnings::add);
            }
        }
        return new Decision(kept, warnings);
    }

    /**
     * Holds a change of what is stored beside the document against the rules.
     *
     * @param name of the attribute that is changed: {@code members}, {@code password}
     * @return a warning where the change is to be dropped
     * @throws ScimError.Refused with Forbidden
     */
    public Optional<String> decideWhole(String client, String name) {
        return over(client, null, name).map(rule -> demand(rule, name));
    }

    private Optional<String> decide(
            String client, @Nullable String extension, String name, ObjectNode before, ObjectNode kept) {
        var old = value(before, extension, name);
        if (old.equals(value(kept, extension, name))) {
            return Optional.empty();
        }
        return over(client, extension, name).map(rule -> {
            var warning = demand(rule, extension == null ? name : extension + ":" + name);
            put(kept, extension, name, old.orElse(null));
            return warning;
        });
    }

    /** The rule of another client over this attribute. */
    private Optional<Rule> over(String client, @Nullable String extension, String name) {
        return Optional.ofNullable(rules.get(extension == null ? name : extension + ":" + name))
                .or(() -> Optional.ofNullable(extension).map(rules::get))
                .filter(rule -> !rule.client.equals(client));
    }

    private static String demand(Rule rule, String attribute) {
        if (!rule.ignored) {
            throw new ScimError.Forbidden(
                            "The client '" + rule.client + "' has authority over the attribute '" + attribute + "'.")
                    .refused();
        }
        return "299 muster \"ignored " + attribute + ": the client " + rule.client + " has authority over it\"";
    }

    private static Optional<JsonNode> value(ObjectNode document, @Nullable String extension, String name) {
        return Optional.ofNullable((extension == null ? document : document.path(extension)).get(name));
    }

    private static void put(ObjectNode document, @Nullable String extension, String name, @Nullable JsonNode value) {
        var holder = extension == null ? document : document.withObjectProperty(extension);
        if (value == null) {
            holder.remove(name);
        } else {
            holder.set(name, value);
        }
        if (extension != null && holder.isEmpty()) {
            document.remove(extension);
        }
    }
}
