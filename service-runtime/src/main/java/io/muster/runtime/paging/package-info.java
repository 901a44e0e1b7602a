/** Lists with an opaque cursor: {@code {"items": [...], "next": "..."}}. */
@NullMarked
package io.muster.runtime.paging;

import org.jspecify.annotations.NullMarked;
