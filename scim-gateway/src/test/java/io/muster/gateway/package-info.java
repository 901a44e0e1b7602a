/** The gateway as its clients, its database and the topics show it. */
@NullMarked
package io.muster.gateway;

import org.jspecify.annotations.NullMarked;
