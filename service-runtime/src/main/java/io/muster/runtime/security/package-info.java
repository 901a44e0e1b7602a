/** Who calls: the token's client, subject and scopes. An endpoint without a word on access is closed. */
@NullMarked
package io.muster.runtime.security;

import org.jspecify.annotations.NullMarked;
