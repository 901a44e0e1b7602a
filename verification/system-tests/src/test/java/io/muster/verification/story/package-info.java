/** What the system does as a whole, seen from outside. */
@NullMarked
package io.muster.verification.story;

import org.jspecify.annotations.NullMarked;
