/**
 * The append-only log on MongoDB.
 *
 * <p>Must hold here: a batch is one document and its insert the only commit; its {@code _id} is the size of the log before it, so
 * that of two writers one loses, looks again and tries again; payloads are written before the batch that names them; no checkpoint
 * is signed over a batch that was not acknowledged; what is in memory is never ahead of the store.
 */
@NullMarked
package io.muster.audit.ledger;

import org.jspecify.annotations.NullMarked;
