package io.muster.scim.resource;

/** Where a document or value comes from, which decides what becomes of readOnly attributes. */
public enum Origin {
    /** A client: readOnly attributes are ignored (RFC 7644 §3.3). */
    CLIENT,
    /** The server itself, or a server that we read: readOnly attributes count. */
    SERVER
}
