@NullMarked
package io.muster.dispatcher.connector.ldap;

import org.jspecify.annotations.NullMarked;
