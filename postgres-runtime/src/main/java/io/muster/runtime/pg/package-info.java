/** What a service on PostgreSQL needs beside {@code io.muster.runtime}. */
@NullMarked
package io.muster.runtime.pg;

import org.jspecify.annotations.NullMarked;
