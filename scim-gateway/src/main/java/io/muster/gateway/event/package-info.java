/** Events as the contract says: one way to make each of them, appended to the outbox in the transaction of the change. */
@NullMarked
package io.muster.gateway.event;

import org.jspecify.annotations.NullMarked;
