/** The rules of the house: each test is one of them, and says in its name what must hold. */
@NullMarked
package io.muster.rules;

import org.jspecify.annotations.NullMarked;
