/** What the service provider can do (RFC 7644 §4). */
@NullMarked
package io.muster.gateway.discovery;

import org.jspecify.annotations.NullMarked;
