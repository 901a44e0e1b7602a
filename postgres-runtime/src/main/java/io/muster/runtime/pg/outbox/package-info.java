/** From the service's commit to the topics. Must hold here: an event is appended in the transaction of its change, after the lock on the changed row; one relay sends at a time; rows go out in their order and nothing is skipped. */
@NullMarked
package io.muster.runtime.pg.outbox;

import org.jspecify.annotations.NullMarked;
