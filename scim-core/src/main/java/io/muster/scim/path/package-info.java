/** The paths of PATCH operations (RFC 7644 Figure 7). */
@NullMarked
package io.muster.scim.path;

import org.jspecify.annotations.NullMarked;
