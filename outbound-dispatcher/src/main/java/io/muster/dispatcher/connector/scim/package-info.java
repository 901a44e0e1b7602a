/**
 * Targets that speak SCIM 2.0, with the habits that real ones have.
 *
 * <p>What must hold here: nothing is expected of a target but what RFC 7644 makes every provider do (POST, GET, PUT,
 * DELETE, {@code eq} filters); PATCH is used where it is there. Answers are read tolerantly: a missing {@code schemas},
 * a numeric {@code status} or another media type is no error. Changes of one group are made one after another, because
 * targets lose members when they are not.
 */
@NullMarked
package io.muster.dispatcher.connector.scim;

import org.jspecify.annotations.NullMarked;
