package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a JSON document is a schema (RFC 7643 §7) that can be added to a running server. */
final class SchemaCheck {
    private static final Set<String> SCHEMA = Set.of("schemas", "id", "name", "description", "attributes", "meta");
    private static final Set<String> ATTRIBUTE = Set.of(
            "name",
            "type",
            "multiValued",
            "description",
            "required",
            "canonicalValues",
            "caseExact",
            "mutability",
            "returned",
            "uniqueness",
            "referenceTypes",
            "subAttributes",
            "event",
            "values");
    private static final Pattern NAME = Pattern.compile("\\$?[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final String OURS = "urn:muster:";
    private static final String MESSAGES = "urn:ietf:params:scim:api:";

    private final SchemaLimits limits;
    private int attributes;

    private SchemaCheck(SchemaLimits limits) {
        this.limits = limits;
    }

    /** Notes all that is wrong. */
    static void check(Places schema, SchemaLimits limits) {
        new SchemaCheck(limits).schema(schema);
    }

    private void schema(Places schema) {
        schema.only(SCHEMA);
        String urn = schema.urn("id");
        if (urn != null) {
            id(schema, Places.key(urn));
        }
        schema.text("name");
        schema.optionalText("description");
        if (!schema.json().path("attributes").isArray()
                || schema.json().path("attributes").isEmpty()) {
            schema.problem("attributes", "is an array of one attribute at least.");
        }
        attributes(schema, "attributes", null);
        if (attributes > limits.attributes()) {
            schema.problem(
                    "attributes",
                    "are " + attributes + " with their sub-attributes; a schema has " + limits.attributes()
                            + " at most.");
        }
    }

    private static void id(Places schema, String urn) {
        if (SchemaRegistry.builtIn().schema(urn).isPresent()) {
            schema.problem("id", "is a built-in schema, which cannot be changed; add an extension.");
        } else if (urn.startsWith(OURS) || urn.startsWith(MESSAGES)) {
            schema.problem("id", "begins with " + OURS + " or " + MESSAGES + ", which are not yours to give.");
        }
    }

    private void attributes(Places owner, String member, @Nullable AttributeType holder) {
        Set<String> names = new HashSet<>();
        JsonNode list = owner.json().path(member);
        for (int i = 0; i < list.size(); i++) {
            attributes++;
            Places attribute = owner.element(member, i);
            if (!attribute.json().isObject()) {
                attribute.problem("", "is an attribute, a JSON object.");
                continue;
            }
            String name = attribute.text("name");
            if (name != null && !NAME.matcher(name).matches()) {
                attribute.problem("name", "is a letter, then letters, digits, '-' and '_', 64 at most.");
            } else if (name != null && !names.add(Places.key(name))) {
                attribute.problem("name", "'" + name + "' is there twice; names do not differ by case.");
            }
            attribute(attribute, holder);
        }
    }

    private void attribute(Places attribute, @Nullable AttributeType holder) {
        attribute.only(ATTRIBUTE);
        AttributeType type =
                attribute.choice("type", AttributeType.values(), AttributeType::json, AttributeType.STRING);
        attribute.optionalText("description");
        attribute.truth("caseExact");
        attribute.optionalTexts("canonicalValues");
        attribute.optionalTexts("referenceTypes");
        parts(attribute, type, holder);
        access(attribute);
        uniqueness(attribute, type, holder);
        values(attribute, type);
    }

    private void parts(Places attribute, AttributeType type, @Nullable AttributeType holder) {
        JsonNode subs = attribute.json().path("subAttributes");
        if (type != AttributeType.COMPLEX) {
            if (!subs.isMissingNode() && !subs.isEmpty()) {
                attribute.problem("subAttributes", "are parts of a complex attribute only.");
            }
            return;
        }
        if (holder != null) {
            attribute.problem("type", "is complex inside complex, which RFC 7643 §2.3.8 does not allow.");
            return;
        }
        if (!subs.isArray() || subs.isEmpty()) {
            attribute.problem("subAttributes", "is an array of one part at least for a complex attribute.");
        }
        attributes(attribute, "subAttributes", type);
    }

    private static void access(Places attribute) {
        Mutability mutability =
                attribute.choice("mutability", Mutability.values(), Mutability::json, Mutability.READ_WRITE);
        Returned returned = attribute.choice("returned", Returned.values(), Returned::json, Returned.DEFAULT);
        EventDetail event =
                attribute.choice("event", EventDetail.values(), EventDetail::json, SchemaJson.usualEvent(returned));
        if (attribute.truth("required") && mutability == Mutability.READ_ONLY) {
            attribute.problem("required", "is true for a readOnly attribute, which nobody could give.");
        }
        if (mutability == Mutability.WRITE_ONLY && returned != Returned.NEVER) {
            attribute.problem("returned", "is 'never' for a writeOnly attribute (RFC 7643 §7).");
        }
        if (returned == Returned.NEVER && event == EventDetail.FULL) {
            attribute.problem(
                    "event", "is 'never' or 'changed' for what is never returned: events carry the values else.");
        }
    }

    /** What is said is kept: unique on this server is enforced, unique in the world cannot be. */
    private static void uniqueness(Places attribute, AttributeType type, @Nullable AttributeType holder) {
        Uniqueness uniqueness = attribute.choice("uniqueness", Uniqueness.values(), Uniqueness::json, Uniqueness.NONE);
        boolean multiValued = attribute.truth("multiValued");
        if (uniqueness == Uniqueness.GLOBAL) {
            attribute.problem("uniqueness", "cannot be 'global': no server knows the whole world; use 'server'.");
        } else if (uniqueness == Uniqueness.SERVER
                && (holder != null
                        || multiValued
                        || !List.of(AttributeType.STRING, AttributeType.INTEGER, AttributeType.REFERENCE)
                                .contains(type))) {
            attribute.problem(
                    "uniqueness",
                    "can be 'server' for a single-valued string, integer or reference that is no sub-attribute only.");
        }
    }

    private static void values(Places attribute, AttributeType type) {
        ValueRule rule = attribute.choice("values", ValueRule.values(), ValueRule::json, ValueRule.ANY);
        if (rule != ValueRule.ANY && type != AttributeType.STRING) {
            attribute.problem("values", "is a rule for strings only.");
        }
        if (rule == ValueRule.CANONICAL
                && attribute.json().path("canonicalValues").isEmpty()) {
            attribute.problem("canonicalValues", "are missing, from which 'values' lets choose.");
        }
    }
}
