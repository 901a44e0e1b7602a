/**
 * One class a command. What must hold here: exit code 0 only if what was asked is so; {@code --json} prints one JSON value
 * and nothing else; messages go to standard error.
 */
@NullMarked
package io.muster.stack.command;

import org.jspecify.annotations.NullMarked;
