package io.muster.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** TCP ports of this machine: which are free, and who has the others. */
public final class Ports {
    /** The only address on which a local server listens. */
    public static final String LOCALHOST = "127.0.0.1";

    /**
     * Below what systems give to outgoing connections (Linux: from 32768): whoever wants to listen on a port that was free a moment ago
     * must not lose it to a connection that somebody opens meanwhile.
     */
    private static final int FIRST = 16_000;

    private static final int BEHIND_LAST = 27_000;
    private static final int ATTEMPTS = 1_000;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String LISTEN = "0A";

    private Ports() {}

    /** {@return a port that was free a moment ago, and that no outgoing connection takes} */
    public static int free() {
        return free(1).getFirst();
    }

    /**
     * Finds several at once.
     *
     * @param count how many
     * @return that many different ports, all free a moment ago */
    public static List<Integer> free(int count) {
        var open = new ArrayList<ServerSocket>();
        try {
            for (int attempt = 0; open.size() < count; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new ServerFailed("No free port between " + FIRST + " and " + BEHIND_LAST);
                }
                listening(ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST))
                        .ifPresent(open::add);
            }
            return open.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            open.forEach(Ports::release);
        }
    }

    private static Optional<ServerSocket> listening(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, LOOPBACK));
        } catch (BindException e) {
            return Optional.empty(); // somebody has it
        } catch (IOException e) {
            throw new UncheckedIOException("No port of " + LOOPBACK + " can be listened on", e);
        }
    }

    /** {@return whether nobody listens on the port of 127.0.0.1 (or of all addresses)} */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of a stopped server that linger in TIME_WAIT do not count
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return whether somebody accepts connections on the port of 127.0.0.1 within half a second} */
    public static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Refuses to go on when the port is taken.
     *
     * @param wantedFor who wants it, e.g. {@code "PostgreSQL"}
     * @throws PortTaken naming who has it */
    public static void requireFree(int port, String wantedFor) {
        if (!isFree(port)) {
            throw new PortTaken(port, wantedFor);
        }
    }

    /** Who listens on a port, as far as the system tells this user.
     *
     * @return e.g. {@code "process 4711 (/usr/sbin/nginx -g daemon off;)"} */
    public static String holder(int port) {
        return holderPid(port).map(Ports::describe).orElse("a process that this user may not see");
    }

    /** {@return the process that listens on the port, if this user may see it (Linux)} */
    public static Optional<Long> holderPid(int port) {
        var sockets = new HashSet<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            listeningSockets(Path.of(table), port, sockets);
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> hasSocket(pid, sockets))
                .findFirst();
    }

    private static void listeningSockets(Path table, int port, Set<String> into) {
        var suffix = String.format(":%04X", port);
        try (var lines = Files.lines(table)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN))
                    .forEach(columns -> into.add("socket:[" + columns[9] + "]"));
        } catch (IOException | UncheckedIOException e) {
            into.clear(); // no /proc here: the port's owner stays unknown, which the caller's message says
        }
    }

    private static boolean hasSocket(long pid, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, sockets));
        } catch (IOException | UncheckedIOException e) {
            return false; // another user's process, or it has just ended
        }
    }

    private static boolean pointsTo(Path descriptor, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return false; // closed between listing and reading
        }
    }

    private static String describe(long pid) {
        var command = ProcessHandle.of(pid)
                .map(ProcessHandle::info)
                .flatMap(info -> info.commandLine().or(info::command))
                .orElse("unknown command");
        return "process " + pid + " (" + (command.length() > 160 ? command.substring(0, 160) + "…" : command) + ")";
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
