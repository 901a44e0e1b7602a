@NullMarked
package io.muster.dispatcher.connector;

import org.jspecify.annotations.NullMarked;
