/** Tests of what reading memberships costs. */
@NullMarked
package io.muster.gateway.membership;

import org.jspecify.annotations.NullMarked;
