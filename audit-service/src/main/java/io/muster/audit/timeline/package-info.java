/**
 * What is asked of the audit, answered from collections that are derived from the log.
 *
 * <p>Must hold here: everything is rebuilt from the log alone; applying an entry twice changes nothing; contents stay sealed in the
 * ledger and are opened when they are shown, so that an erasure reaches them.
 */
@NullMarked
package io.muster.audit.timeline;

import org.jspecify.annotations.NullMarked;
