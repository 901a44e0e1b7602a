@NullMarked
package io.muster.stack.torture;

import org.jspecify.annotations.NullMarked;
