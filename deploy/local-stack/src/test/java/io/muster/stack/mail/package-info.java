@NullMarked
package io.muster.stack.mail;

import org.jspecify.annotations.NullMarked;
