package io.muster.scim.error;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A refusal, as a value (RFC 7644 §3.12, RFC 9865 §2.1). Each has an HTTP status, a {@code scimType} where the RFC
 * names one, and a sentence for a person. The body is
 * {@code {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter","detail":"…"}}.
 */
public sealed interface ScimError {

    /** URN of the error message. */
    String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

    /** A filter outside the grammar, or one that compares what cannot be compared. */
    record InvalidFilter(String detail) implements ScimError {}

    /** A filter longer than the limit, in bytes of UTF-8. */
    record FilterTooLong(int limit) implements ScimError {}

    /** A filter nested deeper than the limit. */
    record FilterTooDeep(int limit) implements ScimError {}

    /** A filter with more terms (comparisons and {@code pr}) than the limit. */
    record FilterTooManyTerms(int limit) implements ScimError {}

    /** A path that is malformed or names no attribute of the resource. */
    record InvalidPath(String detail) implements ScimError {}

    /** A body that is no SCIM message, or not the one that is due here. */
    record InvalidSyntax(String detail) implements ScimError {}

    /** A value that is missing, of a wrong type or not allowed. */
    record InvalidValue(String detail) implements ScimError {}

    /** A PATCH operation that has no target. */
    record NoTarget(String detail) implements ScimError {}

    /** An attempt to change what is readOnly or immutable. */
    record Mutability(String attribute, String detail) implements ScimError {}

    /** A value that another resource has already. The value is not repeated in the answer: it may be a secret. */
    record Uniqueness(String attribute, String value) implements ScimError {}

    /** More results than the server is willing to compute. */
    record TooMany(String detail) implements ScimError {}

    /** A protocol version that is not supported. */
    record InvalidVersion(String version) implements ScimError {}

    /** A query that would put sensitive information into a URI (RFC 7644 §7.5.2). */
    record Sensitive(String detail) implements ScimError {}

    /** A cursor that was not given out, or not to this client (RFC 9865). */
    record InvalidCursor(String detail) implements ScimError {}

    /** A cursor that has expired (RFC 9865). */
    record ExpiredCursor(String detail) implements ScimError {}

    /** A count that cannot be used with this cursor (RFC 9865). */
    record InvalidCount(String detail) implements ScimError {}

    /** No credential, or one that does not count. */
    record Unauthorized(String detail) implements ScimError {}

    /** The credential does not allow this. */
    record Forbidden(String detail) implements ScimError {}

    /** No resource of this type with this id. */
    record NotFound(String type, String id) implements ScimError {}

    /** The resource's state does not allow this, without being a question of uniqueness. */
    record Conflict(String detail) implements ScimError {}

    /** The resource has changed since the client read it (RFC 7644 §3.14). */
    record VersionMismatch(String expected, String current) implements ScimError {}

    /** More than the server accepts at once; {@code detail} names the limit. */
    record TooLarge(String detail) implements ScimError {}

    /** Something that this server does not do. */
    record NotImplemented(String detail) implements ScimError {}

    /** The HTTP status of the answer. */
    default int status() {
        return switch (this) {
            case InvalidFilter e -> 400;
            case FilterTooLong e -> 400;
            case FilterTooDeep e -> 400;
            case FilterTooManyTerms e -> 400;
            case InvalidPath e -> 400;
            case InvalidSyntax e -> 400;
            case InvalidValue e -> 400;
            case NoTarget e -> 400;
            case Mutability e -> 400;
            case TooMany e -> 400;
            case InvalidVersion e -> 400;
            case InvalidCursor e -> 400;
            case ExpiredCursor e -> 400;
            case InvalidCount e -> 400;
            case Unauthorized e -> 401;
            case Sensitive e -> 403;
            case Forbidden e -> 403;
            case NotFound e -> 404;
            case Uniqueness e -> 409;
            case Conflict e -> 409;
            case VersionMismatch e -> 412;
            case TooLarge e -> 413;
            case NotImplemented e -> 501;
        };
    }

    /** The detail error keyword of RFC 7644 table 9, where there is one. */
    default Optional<String> scimType() {
        return switch (this) {
            case InvalidFilter e -> Optional.of("invalidFilter");
            case FilterTooLong e -> Optional.of("invalidFilter");
            case FilterTooDeep e -> Optional.of("invalidFilter");
            case FilterTooManyTerms e -> Optional.of("invalidFilter");
            case InvalidPath e -> Optional.of("invalidPath");
            case InvalidSyntax e -> Optional.of("invalidSyntax");
            case InvalidValue e -> Optional.of("invalidValue");
            case NoTarget e -> Optional.of("noTarget");
            case Mutability e -> Optional.of("mutability");
            case Uniqueness e -> Optional.of("uniqueness");
            case TooMany e -> Optional.of("tooMany");
            case InvalidVersion e -> Optional.of("invalidVers");
            case Sensitive e -> Optional.of("sensitive");
            case InvalidCursor e -> Optional.of("invalidCursor");
            case ExpiredCursor e -> Optional.of("expiredCursor");
            case InvalidCount e -> Optional.of("invalidCount");
            case Unauthorized e -> Optional.empty();
            case Forbidden e -> Optional.empty();
            case NotFound e -> Optional.empty();
            case Conflict e -> Optional.empty();
            case VersionMismatch e -> Optional.empty();
            case TooLarge e -> Optional.empty();
            case NotImplemented e -> Optional.empty();
        };
    }

    /** What is wrong, in a sentence for a person. */
    default String detail() {
        return switch (this) {
            case InvalidFilter e -> e.detail;
            case FilterTooLong e -> "The filter is longer than " + e.limit + " bytes.";
            case FilterTooDeep e -> "The filter is nested deeper than " + e.limit + " levels.";
            case FilterTooManyTerms e -> "The filter has more than " + e.limit + " terms.";
            case InvalidPath e -> e.detail;
            case InvalidSyntax e -> e.detail;
            case InvalidValue e -> e.detail;
            case NoTarget e -> e.detail;
            case Mutability e -> e.detail;
            case Uniqueness e -> "Another resource has this value of " + e.attribute + " already.";
            case TooMany e -> e.detail;
            case InvalidVersion e -> "SCIM version " + e.version + " is not supported; use v2.";
            case Sensitive e -> e.detail;
            case InvalidCursor e -> e.detail;
            case ExpiredCursor e -> e.detail;
            case InvalidCount e -> e.detail;
            case Unauthorized e -> e.detail;
            case Forbidden e -> e.detail;
            case NotFound e -> "No " + e.type + " with id " + e.id + ".";
            case Conflict e -> e.detail;
            case VersionMismatch e -> "The resource is at version " + e.current + ", not " + e.expected + ".";
            case TooLarge e -> e.detail;
            case NotImplemented e -> e.detail;
        };
    }

    /** The body of the answer; {@code status} is a string (RFC 7644 §3.12). */
    default ObjectNode toJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("schemas").add(SCHEMA);
        body.put("status", Integer.toString(status()));
        scimType().ifPresent(type -> body.put("scimType", type));
        return body.put("detail", detail());
    }

    /** This error as the exception that ends a request. */
    default Refused refused() {
        return new Refused(this);
    }

    /** Ends the request (and rolls its transaction back); carries the error to the one place that answers. No stack trace. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ScimError error;

        /** Wraps the error. */
        public Refused(ScimError error) {
            super(error.detail(), null, false, false);
            this.error = error;
        }

        /** What is refused and why. */
        public ScimError error() {
            return error;
        }
    }
}
