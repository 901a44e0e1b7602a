package io.muster.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The main method of a {@link ServerProcess}: runs one server until its standard input ends. */
final class ServerMain {
    /** What it prints when the server takes requests. */
    static final String READY = "ready";

    private ServerMain() {}

    /**
     * Runs the server.
     *
     * @param args {@code kafka DIRECTORY PORT CONTROLLER_PORT} or {@code mongo DIRECTORY PORT} */
    public static void main(String[] args) throws IOException {
        var answer = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // logs of libraries must not fill the pipe, which nobody reads after "ready"
        var directory = Path.of(args[1]);
        var port = Integer.parseInt(args[2]);
        Runnable stop = start(args, directory, port);
        answer.println(READY);
        System.in.transferTo(OutputStream.nullOutputStream()); // ends when the parent closes the pipe, or is gone
        stop.run();
        Runtime.getRuntime().exit(0); // threads of libraries that are not daemons must not keep the process
    }

    private static Runnable start(String[] args, Path directory, int port) {
        return switch (args[0]) {
            case "kafka" ->
                KafkaBroker.start(new KafkaBroker.Settings(directory, port, Integer.parseInt(args[3])))::stop;
            case "mongo" -> MongoServer.start(new MongoServer.Settings(directory, port))::stop;
            default -> throw new IllegalArgumentException("Unknown server " + args[0]);
        };
    }
}
