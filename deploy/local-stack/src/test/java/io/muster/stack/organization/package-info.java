@NullMarked
package io.muster.stack.organization;

import org.jspecify.annotations.NullMarked;
