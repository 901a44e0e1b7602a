package io.muster.gateway.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.gateway.request.WholeAttributes;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.scim.schema.TextOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rules as administrators write and read them:
 * {@code {"rules":[{"client":"hr","attributes":["title","urn:…:enterprise:2.0:User:department"],"others":"refuse"}]}}.
 *
 * @param rules as written
 */
record AuthorityDocument(List<Rule> rules) {
    private static final int MOST = 1_000;
    private static final Set<String> MEMBERS = Set.of("client", "attributes", "others");
    private static final Set<String> OTHERS = Set.of("refuse", "ignore");

    AuthorityDocument {
        rules = List.copyOf(rules);
    }

    /** One client, what it has authority over, and what happens to the writes of others: {@code refuse} or {@code ignore}. */
    record Rule(String client, List<String> attributes, String others) {
        Rule {
            attributes = List.copyOf(attributes);
        }
    }

    /** What is in force, in a fixed order. */
    static AuthorityDocument of(Authority authority) {
        var byRule = new LinkedHashMap<Authority.Rule, List<String>>();
        new TreeMap<>(authority.rules())
                .forEach((attribute, rule) ->
                        byRule.computeIfAbsent(rule, first -> new ArrayList<>()).add(attribute));
        return new AuthorityDocument(byRule.entrySet().stream()
                .map(entry -> new Rule(
                        entry.getKey().client(),
                        entry.getValue(),
                        entry.getKey().ignored() ? "ignore" : "refuse"))
                .toList());
    }

    /**
     * Reads what an administrator sent.
     *
     * @throws ProblemException 400 naming the rule that cannot be and its member
     */
    static AuthorityDocument read(ObjectNode body) {
        demandKnown(body, Set.of("rules"), "");
        if (!body.path("rules").isArray()) {
            throw refuse("'rules' must be an array");
        }
        var rules = new ArrayList<Rule>();
        for (JsonNode rule : body.path("rules")) {
            rules.add(rule(rule, "rules[" + rules.size() + "]"));
        }
        return new AuthorityDocument(rules);
    }

    private static Rule rule(JsonNode rule, String place) {
        if (!rule.isObject()) {
            throw refuse(place + " must be an object");
        }
        demandKnown(rule, MEMBERS, " in " + place);
        var client = rule.path("client");
        if (!client.isTextual() || client.textValue().isBlank() || !TextOrder.storable(client.textValue())) {
            throw refuse("'client' in " + place + " must be the name of a client");
        }
        var attributes = rule.path("attributes");
        if (!attributes.isArray()
                || attributes.isEmpty()
                || !attributes.valueStream().allMatch(JsonNode::isTextual)) {
            throw refuse("'attributes' in " + place + " must be an array of one attribute at least");
        }
        var others = rule.has("others") ? rule.path("others") : TextNode.valueOf("refuse");
        if (!OTHERS.contains(others.asText()) || !others.isTextual()) {
            throw refuse("'others' in " + place + " is 'refuse' or 'ignore', not " + others);
        }
        return new Rule(
                client.textValue(),
                attributes.valueStream().map(JsonNode::textValue).toList(),
                others.textValue());
    }

    /** A name that is misspelt would be a rule that is left out. */
    private static void demandKnown(JsonNode object, Set<String> known, String place) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw refuse("'" + name + "'" + place + " is not known here; known are "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        });
    }

    /**
     * As rules that can be applied, attributes by their canonical names.
     *
     * @throws ProblemException 400 naming the rule that cannot be
     */
    Authority toAuthority(SchemaRegistry schemas) {
        Map<String, Authority.Rule> byAttribute = new LinkedHashMap<>();
        for (Rule rule : rules) {
            for (String attribute : rule.attributes) {
                var said = new Authority.Rule(rule.client, rule.others.equals("ignore"));
                var before = byAttribute.put(canonical(attribute, schemas), said);
                if (before != null && !before.equals(said)) {
                    throw refuse("two clients have authority over '" + attribute + "'");
                }
            }
        }
        if (byAttribute.size() > MOST) {
            throw refuse("there are more than " + MOST + " attributes");
        }
        return new Authority(byAttribute);
    }

    private static String canonical(String attribute, SchemaRegistry schemas) {
        try {
            return WholeAttributes.find(schemas, attribute)
                    .map(ResolvedPath::toString)
                    .orElseThrow(() -> refuse("'" + attribute + "' is not an attribute of any resource type"));
        } catch (ScimError.Refused e) {
            throw refuse(e.error().detail());
        }
    }

    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        var list = json.putArray("rules");
        for (Rule rule : rules) {
            var entry = list.addObject().put("client", rule.client);
            rule.attributes.forEach(entry.putArray("attributes")::add);
            entry.put("others", rule.others);
        }
        return json;
    }

    private static ProblemException refuse(String detail) {
        return new ProblemException(Problem.of(400, "invalid-authority", detail + "."));
    }
}
