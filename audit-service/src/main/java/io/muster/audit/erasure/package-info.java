/** Forgetting a person without breaking a proof. */
@NullMarked
package io.muster.audit.erasure;

import org.jspecify.annotations.NullMarked;
