/** What lets one follow a request: correlation id, trace context, fields in the log, tags on metrics. */
@NullMarked
package io.muster.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
