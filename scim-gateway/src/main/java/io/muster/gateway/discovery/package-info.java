/** What the service provider can do (RFC 7644 §4), over HTTP and on the schemas topic. */
@NullMarked
package io.muster.gateway.discovery;

import org.jspecify.annotations.NullMarked;
