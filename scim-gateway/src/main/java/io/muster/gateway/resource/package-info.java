/** Resources of every type: the way from an HTTP request to the row and its event, in one transaction. */
@NullMarked
package io.muster.gateway.resource;

import org.jspecify.annotations.NullMarked;
