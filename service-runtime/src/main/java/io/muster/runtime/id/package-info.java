/** Ids that sort by the time at which they were made. */
@NullMarked
package io.muster.runtime.id;

import org.jspecify.annotations.NullMarked;
