package io.muster.dispatcher.connector;

/** The immutable name that a target gives an account: a SCIM {@code id}, an LDAP {@code entryUUID}. */
public record TargetId(String value) implements Comparable<TargetId> {
    public TargetId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a target id is never blank");
        }
    }

    @Override
    public int compareTo(TargetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
