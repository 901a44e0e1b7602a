/**
 * Resources as documents: brought into one form, checked against their type, compared, cut to what a client asked for.
 * A normalized document has the schema's names in the schema's order, no null and no empty array, values in their
 * types, and {@code schemas} computed from its data; equal documents are equal JSON up to the order of values.
 */
@NullMarked
package io.muster.scim.resource;

import org.jspecify.annotations.NullMarked;
