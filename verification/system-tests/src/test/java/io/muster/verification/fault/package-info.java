/** What must hold while processes die, stop and lose their stores: short forms of {@code ./muster torture}. */
@NullMarked
package io.muster.verification.fault;

import org.jspecify.annotations.NullMarked;
