/** Native SQL in a Hibernate Reactive session: the few conventions that all statements of this service share. */
@NullMarked
package io.muster.gateway.sql;

import org.jspecify.annotations.NullMarked;
