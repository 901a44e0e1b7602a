@NullMarked
package io.muster.dispatcher;

import org.jspecify.annotations.NullMarked;
