package io.muster.scim.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The attribute that a path means: the attributes on the way from the resource's root, one to three of them (extension,
 * attribute, sub-attribute). Printed canonically: {@code name.familyName},
 * {@code urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department}.
 */
public record ResolvedPath(List<Attribute> steps) {

    /** Copies the steps, of which there is one at least. */
    public ResolvedPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A path has a step.");
        }
    }

    /** The attribute meant. */
    public Attribute leaf() {
        return steps.getLast();
    }

    /** The way to the attribute that holds this one, where this is not at the top of the resource. */
    public Optional<ResolvedPath> parent() {
        return steps.size() == 1 ? Optional.empty() : Optional.of(new ResolvedPath(steps.subList(0, steps.size() - 1)));
    }

    /** The way to one of the attribute's parts. */
    public ResolvedPath child(Attribute sub) {
        List<Attribute> longer = new ArrayList<>(steps);
        longer.add(sub);
        return new ResolvedPath(longer);
    }

    /** The way on from this attribute. */
    public ResolvedPath append(ResolvedPath rest) {
        List<Attribute> longer = new ArrayList<>(steps);
        longer.addAll(rest.steps);
        return new ResolvedPath(longer);
    }

    /** The JSON keys on the way: {@code ["urn:…:User","manager","value"]}. */
    public List<String> keys() {
        return steps.stream().map(Attribute::name).toList();
    }

    /** The first multi-valued attribute on the way, if there is one. */
    public Optional<Attribute> multiValuedStep() {
        return steps.stream().filter(Attribute::multiValued).findFirst();
    }

    /** Whether this names {@code other} or one of the attributes that hold it. */
    public boolean covers(ResolvedPath other) {
        return other.steps.size() >= steps.size()
                && other.keys().subList(0, steps.size()).equals(keys());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Attribute step : steps) {
            text.append(step.name()).append(step.extension() ? ':' : '.');
        }
        return text.substring(0, text.length() - 1);
    }
}
