@NullMarked
package io.muster.dispatcher.mapping;

import org.jspecify.annotations.NullMarked;
