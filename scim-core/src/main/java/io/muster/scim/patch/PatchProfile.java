package io.muster.scim.patch;

/**
 * How to read what clients mean differently; bound to the client's credential.
 *
 * @param replaceCreates whether a replace through a value filter that matches nothing makes the value, as Entra without
 *     its flag expects, instead of being refused with noTarget (RFC 7644 §3.5.2.3)
 */
public record PatchProfile(boolean replaceCreates) {
    /** As the RFC says; the default. */
    public static final PatchProfile RFC = new PatchProfile(false);
    /** As Entra means it. */
    public static final PatchProfile ENTRA = new PatchProfile(true);
}
