/** What every request brings along: who calls, which version it expects, what it wants to see. */
@NullMarked
package io.muster.gateway.request;

import org.jspecify.annotations.NullMarked;
