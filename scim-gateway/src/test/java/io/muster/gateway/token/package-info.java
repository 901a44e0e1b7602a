/** Tests of the parts of tokens that need no service. */
@NullMarked
package io.muster.gateway.token;

import org.jspecify.annotations.NullMarked;
