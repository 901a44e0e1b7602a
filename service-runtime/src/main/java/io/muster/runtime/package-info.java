/** What every service needs and no domain word in it. */
@NullMarked
package io.muster.runtime;

import org.jspecify.annotations.NullMarked;
