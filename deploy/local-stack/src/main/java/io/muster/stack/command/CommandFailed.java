package io.muster.stack.command;

/** A command could not do what was asked; its message is all that a person needs to see. */
final class CommandFailed extends RuntimeException {
    CommandFailed(String message) {
        super(message);
    }
}
