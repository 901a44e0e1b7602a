package io.muster.scim.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change of a resource type that resources can stand against: it must not be made while there are any.
 *
 * @param type as it is before the change
 * @param path the attribute; empty where it is about the type as a whole
 * @param against which resources of the type stand against it
 * @param what the change, as the end of a sentence: {@code its type cannot change}
 */
public record SchemaChange(ResourceType type, Optional<ResolvedPath> path, Against against, String what) {
    /** Which resources stand against a change. */
    public enum Against {
        /** Each of the type. */
        ALL,
        /** Those that have a value of the attribute. */
        WITH_VALUE,
        /** Those that have what holds the attribute, and no value of it. */
        WITHOUT_VALUE
    }

    /** All that leads from one set of schemas to another and that resources can stand against. */
    public static List<SchemaChange> between(SchemaRegistry before, SchemaRegistry after) {
        List<SchemaChange> changes = new ArrayList<>();
        for (ResourceType type : before.resourceTypes()) {
            Optional<ResourceType> next = after.resourceType(type.name());
            if (next.isEmpty()) {
                changes.add(whole(type, "the resource type cannot be removed"));
            } else if (!next.get().name().equals(type.name())
                    || !next.get().schema().id().equals(type.schema().id())) {
                changes.add(whole(type, "its name and schema cannot change"));
            } else if (!next.get().endpoint().equals(type.endpoint())) {
                changes.add(whole(type, "its endpoint cannot change"));
            } else {
                new Comparison(type, changes)
                        .attributes(List.of(), type.root(), next.get().root());
            }
        }
        return changes;
    }

    private static SchemaChange whole(ResourceType type, String what) {
        return new SchemaChange(type, Optional.empty(), Against.ALL, what);
    }

    private record Comparison(ResourceType type, List<SchemaChange> found) {
        void attributes(List<Attribute> way, Attribute before, Attribute after) {
            for (Attribute old : before.subAttributes()) {
                Optional<Attribute> next = after.sub(old.name());
                if (next.isEmpty() || !next.get().name().equals(old.name())) {
                    withValue(way, old, "it cannot be removed");
                } else {
                    attribute(way, old, next.get());
                }
            }
            for (Attribute added : after.subAttributes()) {
                boolean there = before.sub(added.name())
                        .filter(old -> old.name().equals(added.name()))
                        .isPresent();
                if (added.required() && !there) {
                    add(way, added, Against.WITHOUT_VALUE, "it cannot be required");
                }
            }
        }

        private void attribute(List<Attribute> way, Attribute old, Attribute next) {
            if (next.required() && !old.required()) {
                add(way, next, Against.WITHOUT_VALUE, "it cannot become required");
            }
            if (old.type() != next.type()) {
                withValue(
                        way,
                        old,
                        "its type cannot change from " + old.type().json() + " to "
                                + next.type().json());
                return;
            }
            if (old.multiValued() != next.multiValued()) {
                withValue(way, old, "its multiValued cannot change");
            }
            if (old.caseExact() != next.caseExact()) {
                withValue(way, old, "its caseExact cannot change");
            }
            if (old.uniqueness() != next.uniqueness() && next.uniqueness() != Uniqueness.NONE) {
                withValue(way, old, "it cannot become unique");
            }
            if (narrower(old, next)) {
                withValue(way, old, "it cannot be bound to fewer values");
            }
            attributes(longer(way, old), old, next);
        }

        private static boolean narrower(Attribute old, Attribute next) {
            return switch (next.values()) {
                case ANY -> false;
                case DATE -> old.values() != ValueRule.DATE;
                case CANONICAL ->
                    old.values() != ValueRule.CANONICAL
                            || !next.canonicalValues().containsAll(old.canonicalValues());
            };
        }

        private void withValue(List<Attribute> way, Attribute attribute, String what) {
            add(way, attribute, Against.WITH_VALUE, what);
        }

        private void add(List<Attribute> way, Attribute attribute, Against against, String what) {
            found.add(new SchemaChange(type, Optional.of(new ResolvedPath(longer(way, attribute))), against, what));
        }

        private static List<Attribute> longer(List<Attribute> way, Attribute attribute) {
            List<Attribute> steps = new ArrayList<>(way);
            steps.add(attribute);
            return steps;
        }
    }
}
