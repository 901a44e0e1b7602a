/** Tests of searches that look at their SQL. */
@NullMarked
package io.muster.gateway.page;

import org.jspecify.annotations.NullMarked;
