package io.muster.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The main method of a {@link ServerProcess}: runs one server until it is told to stop or its parent is gone. */
final class ServerMain {
    private ServerMain() {}

    /**
     * Runs the server.
     *
     * @param args {@code PARENT_PID PID_FILE kafka DIRECTORY PORT CONTROLLER_PORT} or {@code … mongo DIRECTORY PORT};
     *     the pid file is written when the server takes requests
     */
    public static void main(String[] args) throws IOException {
        var parent = ProcessHandle.of(Long.parseLong(args[0]));
        var stop = start(args[2], Path.of(args[3]), Integer.parseInt(args[4]), args);
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop-in-order"));
        writeAtOnce(Path.of(args[1]));
        parent.ifPresent(process -> process.onExit().join());
        Runtime.getRuntime().exit(0); // threads of libraries that are not daemons must not keep the process
    }

    private static Runnable start(String kind, Path directory, int port, String[] args) {
        return switch (kind) {
            case "kafka" ->
                KafkaBroker.start(new KafkaBroker.Settings(directory, port, Integer.parseInt(args[5])))::stop;
            case "mongo" -> MongoServer.start(new MongoServer.Settings(directory, port))::stop;
            default -> throw new IllegalArgumentException("Unknown server " + kind);
        };
    }

    private static void writeAtOnce(Path pidFile) throws IOException {
        var fresh = pidFile.resolveSibling(pidFile.getFileName() + ".new");
        Files.writeString(fresh, Long.toString(ProcessHandle.current().pid()));
        Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE);
    }
}
