package io.muster.scim.schema;

/**
 * One mistake in a schema or resource type.
 *
 * @param document its id where it has one, else {@code document 2}, counted from 1
 * @param place JSON pointer (RFC 6901): {@code /attributes/0/subAttributes/2/type}; empty for the document as a whole
 * @param message what is wrong there, for the person who wrote it
 */
public record SchemaProblem(String document, String place, String message) {
    @Override
    public String toString() {
        return document + (place.isEmpty() ? "" : " " + place) + ": " + message;
    }
}
