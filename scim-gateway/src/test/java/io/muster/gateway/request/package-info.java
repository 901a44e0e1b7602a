@NullMarked
package io.muster.gateway.request;

import org.jspecify.annotations.NullMarked;
