/**
 * Schemas with all characteristics of RFC 7643 §7, resource types, and the way from a written attribute name to the
 * attribute that it means. Names and URNs are case-insensitive everywhere. A resource type is seen as one tree of
 * attributes: common ones, those of its schema, and one complex attribute for each extension, named by its URN.
 */
@NullMarked
package io.muster.scim.schema;

import org.jspecify.annotations.NullMarked;
