@NullMarked
package io.muster.stack.backup;

import org.jspecify.annotations.NullMarked;
