/** The audit service: what happened, why, and a proof of it. */
@NullMarked
package io.muster.audit;

import org.jspecify.annotations.NullMarked;
