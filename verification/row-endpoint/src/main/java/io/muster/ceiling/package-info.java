/** What Quarkus and the reactive PostgreSQL client do on this machine without Muster. */
@NullMarked
package io.muster.ceiling;

import org.jspecify.annotations.NullMarked;
