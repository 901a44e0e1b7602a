@NullMarked
package io.muster.runtime.paging;

import org.jspecify.annotations.NullMarked;
