/** Tests of searches that look at their SQL. */
@NullMarked
package io.muster.gateway.search;

import org.jspecify.annotations.NullMarked;
