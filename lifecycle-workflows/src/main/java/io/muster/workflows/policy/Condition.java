package io.muster.workflows.policy;

/** Conditional access: while {@code when} does not hold for a person, his access is suspended; it lifts by itself. */
public record Condition(String name, Scope when) {}
