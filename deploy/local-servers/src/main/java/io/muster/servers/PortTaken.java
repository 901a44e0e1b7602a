package io.muster.servers;

/** Somebody else listens on a port that a server needs. */
public final class PortTaken extends ServerFailed {
    private final int port;

    PortTaken(int port, String wantedFor) {
        super("Port " + port + " (wanted for " + wantedFor + ") is taken by " + Ports.holder(port)
                + ". Stop it, or move the port.");
        this.port = port;
    }

    /** {@return the port that is taken} */
    public int port() {
        return port;
    }
}
