@NullMarked
package io.muster.dispatcher.target;

import org.jspecify.annotations.NullMarked;
