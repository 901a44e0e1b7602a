/** What a SCIM server answers when it refuses: values with status and scimType, and the one exception that carries them. */
@NullMarked
package io.muster.scim.error;

import org.jspecify.annotations.NullMarked;
