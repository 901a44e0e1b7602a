/** What the tests of the whole system share. */
@NullMarked
package io.muster.verification;

import org.jspecify.annotations.NullMarked;
