@NullMarked
package io.muster.stack.targets;

import org.jspecify.annotations.NullMarked;
