/**
 * Kartapuce, the sample organization: a seeded generator of its employees with the ordinary mess of HR data, and the way into the gateway through {@code /Bulk}.
 *
 * <p>What must hold here: the same settings give the same people, byte for byte.
 */
@NullMarked
package io.muster.stack.organization;

import org.jspecify.annotations.NullMarked;
