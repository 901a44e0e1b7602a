package io.muster.scim.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An attribute or sub-attribute with every characteristic of RFC 7643 §7 and two of our own ({@code event} and
 * {@code values}). The defaults are those of RFC 7643 §2.2; {@link #named} gives them.
 *
 * <p>{@code {"name":"userName","type":"string","multiValued":false,"required":true,"caseExact":false,
 * "mutability":"readWrite","returned":"default","uniqueness":"server"}}
 */
public final class Attribute {
    private final String name;
    private final AttributeType type;
    private final boolean multiValued;
    private final String description;
    private final boolean required;
    private final boolean caseExact;
    private final Mutability mutability;
    private final Returned returned;
    private final Uniqueness uniqueness;
    private final List<String> canonicalValues;
    private final List<String> referenceTypes;
    private final List<Attribute> subAttributes;
    private final EventDetail event;
    private final ValueRule values;
    private final Map<String, Attribute> byName;

    private Attribute(Builder b) {
        this.name = b.name;
        this.type = b.type;
        this.multiValued = b.multiValued;
        this.description = b.description;
        this.required = b.required;
        this.caseExact = b.caseExact;
        this.mutability = b.mutability;
        this.returned = b.returned;
        this.uniqueness = b.uniqueness;
        this.canonicalValues = List.copyOf(b.canonicalValues);
        this.referenceTypes = List.copyOf(b.referenceTypes);
        this.subAttributes = List.copyOf(b.subAttributes);
        this.event = b.event;
        this.values = b.values;
        this.byName = index(subAttributes);
        if (type != AttributeType.COMPLEX && !subAttributes.isEmpty()) {
            throw new IllegalArgumentException("Only a complex attribute has sub-attributes: " + name);
        }
        if (values == ValueRule.CANONICAL && canonicalValues.isEmpty()) {
            throw new IllegalArgumentException("No canonical values to choose from: " + name);
        }
    }

    static Map<String, Attribute> index(List<Attribute> attributes) {
        Map<String, Attribute> index = new HashMap<>();
        for (Attribute attribute : attributes) {
            if (index.put(attribute.name.toLowerCase(Locale.ROOT), attribute) != null) {
                throw new IllegalArgumentException("Two attributes with the name " + attribute.name);
            }
        }
        return Map.copyOf(index);
    }

    /** A builder with the defaults of RFC 7643 §2.2; references and binaries are caseExact. */
    public static Builder named(String name, AttributeType type) {
        return new Builder(name, type);
    }

    /** The name as the schema writes it, which is also the JSON key of a normalized resource. */
    public String name() {
        return name;
    }

    /** The data type of one value. */
    public AttributeType type() {
        return type;
    }

    /** Whether the attribute holds an array of values. */
    public boolean multiValued() {
        return multiValued;
    }

    /** What it means, for people. */
    public String description() {
        return description;
    }

    /** Whether a resource must have a value. */
    public boolean required() {
        return required;
    }

    /** Whether strings are compared with regard to case. */
    public boolean caseExact() {
        return caseExact;
    }

    /** Who may change it. */
    public Mutability mutability() {
        return mutability;
    }

    /** When it is returned. */
    public Returned returned() {
        return returned;
    }

    /** Where its values are unique. */
    public Uniqueness uniqueness() {
        return uniqueness;
    }

    /** Suggested values; binding only with {@link ValueRule#CANONICAL}. */
    public List<String> canonicalValues() {
        return canonicalValues;
    }

    /** For references: {@code external}, {@code uri} or names of resource types. */
    public List<String> referenceTypes() {
        return referenceTypes;
    }

    /** The parts of a complex attribute, in the schema's order. */
    public List<Attribute> subAttributes() {
        return subAttributes;
    }

    /** What events may say of it. */
    public EventDetail event() {
        return event;
    }

    /** A further rule for its values. */
    public ValueRule values() {
        return values;
    }

    /** Whether this is an object with sub-attributes. */
    public boolean complex() {
        return type == AttributeType.COMPLEX;
    }

    /** Whether this stands for a schema extension: a complex attribute whose name is a URN. */
    public boolean extension() {
        return name.indexOf(':') >= 0;
    }

    /** Whether its values are points in time or calendar dates, which relative dates can be compared with. */
    public boolean temporal() {
        return type == AttributeType.DATE_TIME || values == ValueRule.DATE;
    }

    /** The sub-attribute of that name in any case. */
    public Optional<Attribute> sub(String subName) {
        return Optional.ofNullable(byName.get(subName.toLowerCase(Locale.ROOT)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attribute that
                && name.equals(that.name)
                && type == that.type
                && multiValued == that.multiValued
                && description.equals(that.description)
                && required == that.required
                && caseExact == that.caseExact
                && mutability == that.mutability
                && returned == that.returned
                && uniqueness == that.uniqueness
                && canonicalValues.equals(that.canonicalValues)
                && referenceTypes.equals(that.referenceTypes)
                && subAttributes.equals(that.subAttributes)
                && event == that.event
                && values == that.values;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, multiValued);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects the characteristics of an attribute. */
    public static final class Builder {
        private final String name;
        private final AttributeType type;
        private boolean multiValued;
        private String description = "";
        private boolean required;
        private boolean caseExact;
        private Mutability mutability = Mutability.READ_WRITE;
        private Returned returned = Returned.DEFAULT;
        private Uniqueness uniqueness = Uniqueness.NONE;
        private List<String> canonicalValues = List.of();
        private List<String> referenceTypes = List.of();
        private List<Attribute> subAttributes = List.of();
        private EventDetail event = EventDetail.FULL;
        private ValueRule values = ValueRule.ANY;

        private Builder(String name, AttributeType type) {
            this.name = name;
            this.type = type;
            this.caseExact = type == AttributeType.REFERENCE || type == AttributeType.BINARY;
        }

        /** Sets {@link Attribute#multiValued}. */
        public Builder multiValued(boolean value) {
            this.multiValued = value;
            return this;
        }

        /** Sets {@link Attribute#description}. */
        public Builder description(String value) {
            this.description = value;
            return this;
        }

        /** Sets {@link Attribute#required}. */
        public Builder required(boolean value) {
            this.required = value;
            return this;
        }

        /** Sets {@link Attribute#caseExact}. */
        public Builder caseExact(boolean value) {
            this.caseExact = value;
            return this;
        }

        /** Sets {@link Attribute#mutability}. */
        public Builder mutability(Mutability value) {
            this.mutability = value;
            return this;
        }

        /** Sets {@link Attribute#returned}. */
        public Builder returned(Returned value) {
            this.returned = value;
            return this;
        }

        /** Sets {@link Attribute#uniqueness}. */
        public Builder uniqueness(Uniqueness value) {
            this.uniqueness = value;
            return this;
        }

        /** Sets {@link Attribute#canonicalValues}. */
        public Builder canonicalValues(List<String> value) {
            this.canonicalValues = List.copyOf(value);
            return this;
        }

        /** Sets {@link Attribute#referenceTypes}. */
        public Builder referenceTypes(List<String> value) {
            this.referenceTypes = List.copyOf(value);
            return this;
        }

        /** Sets {@link Attribute#subAttributes}. */
        public Builder subAttributes(List<Attribute> value) {
            this.subAttributes = List.copyOf(value);
            return this;
        }

        /** Sets {@link Attribute#event}. */
        public Builder event(EventDetail value) {
            this.event = value;
            return this;
        }

        /** Sets {@link Attribute#values}. */
        public Builder values(ValueRule value) {
            this.values = value;
            return this;
        }

        /** The attribute. */
        public Attribute build() {
            return new Attribute(this);
        }
    }
}
