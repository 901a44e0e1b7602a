/** Who has authority over which attribute (rule 9 of the architecture). */
@NullMarked
package io.muster.gateway.authority;

import org.jspecify.annotations.NullMarked;
