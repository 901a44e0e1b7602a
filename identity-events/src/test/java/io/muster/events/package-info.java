@NullMarked
package io.muster.events;

import org.jspecify.annotations.NullMarked;
