@NullMarked
package io.muster.runtime.id;

import org.jspecify.annotations.NullMarked;
