@NullMarked
package io.muster.stack.demo;

import org.jspecify.annotations.NullMarked;
