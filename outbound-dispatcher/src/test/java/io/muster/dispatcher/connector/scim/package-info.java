@NullMarked
package io.muster.dispatcher.connector.scim;

import org.jspecify.annotations.NullMarked;
