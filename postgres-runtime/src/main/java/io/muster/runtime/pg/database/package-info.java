/** Transactions with their retries, the store's identity and epoch, readiness. */
@NullMarked
package io.muster.runtime.pg.database;

import org.jspecify.annotations.NullMarked;
