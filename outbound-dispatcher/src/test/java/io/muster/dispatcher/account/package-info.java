@NullMarked
package io.muster.dispatcher.account;

import org.jspecify.annotations.NullMarked;
