/** Lists, filters and sorting: the grammar of RFC 7644 §3.4.2.2 as parameterized SQL over the folded document. */
@NullMarked
package io.muster.gateway.search;

import org.jspecify.annotations.NullMarked;
