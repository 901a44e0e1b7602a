/** What is refused: as clients hear it, and as one event per client, reason and minute. */
@NullMarked
package io.muster.gateway.refusal;

import org.jspecify.annotations.NullMarked;
