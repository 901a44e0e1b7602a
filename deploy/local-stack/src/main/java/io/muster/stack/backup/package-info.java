/** A service's store in files: written while the service runs, brought back while it is stopped. */
@NullMarked
package io.muster.stack.backup;

import org.jspecify.annotations.NullMarked;
