/** {@code /Bulk} (RFC 7644 §3.7): each operation its own transaction, references between them resolved. */
@NullMarked
package io.muster.gateway.bulk;

import org.jspecify.annotations.NullMarked;
