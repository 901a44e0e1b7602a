/**
 * Many people at once. {@code /Bulk} (RFC 7644 §3.7): each operation committed by itself, references between them resolved. {@code /import}: a file is
 * planned as a whole before anything is written; a row that changes nothing writes nothing; whatever happens in between, the same file ends in the
 * same state.
 */
@NullMarked
package io.muster.gateway.bulk;

import org.jspecify.annotations.NullMarked;
