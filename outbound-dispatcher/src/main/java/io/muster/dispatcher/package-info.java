/** App provisioning: accounts in target applications, from the latest person and grant. */
@NullMarked
package io.muster.dispatcher;

import org.jspecify.annotations.NullMarked;
