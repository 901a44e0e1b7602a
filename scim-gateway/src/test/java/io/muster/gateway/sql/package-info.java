/** How statements reach PostgreSQL. */
@NullMarked
package io.muster.gateway.sql;

import org.jspecify.annotations.NullMarked;
