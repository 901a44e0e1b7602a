/** The work loop: claim, look, act, record. Must hold here: a claim is a lease with an epoch; what was marked while it was claimed is due again; nothing is recorded under a lost epoch. */
@NullMarked
package io.muster.runtime.pg.due;

import org.jspecify.annotations.NullMarked;
