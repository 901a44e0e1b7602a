/** SCIM 2.0 service provider (RFC 7643, RFC 7644) over PostgreSQL. A change and its event are one commit. */
@NullMarked
package io.muster.gateway;

import org.jspecify.annotations.NullMarked;
