package io.muster.runtime.health;

/** How a process leaves that cannot go on from what it has in memory; whoever runs it starts it again. */
@FunctionalInterface
public interface ProcessExit {
    /** Ends the process soon; returns at once. */
    void exit(String why, Throwable cause);
}
