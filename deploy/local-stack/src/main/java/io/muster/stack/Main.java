package io.muster.stack;

import io.muster.servers.ServerFailed;
import io.muster.stack.command.Commands;
import io.muster.stack.command.Launcher;
import io.muster.stack.local.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The launcher's main method; the script {@code muster} says where the sources are. */
public final class Main {
    private static final Logger ROOT = Logger.getLogger(""); // held: the log manager holds loggers weakly

    private Main() {}

    /**
     * Runs a command and ends with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        var home = Home.of(Path.of(System.getProperty("muster.root", ".")), System.getenv());
        logToFile(home, args.length > 0 && args[0].equals("up"));
        var code = Commands.line(Launcher.of(home, System.getenv())).execute(args);
        Runtime.getRuntime().exit(code);
    }

    /** Kafka and others log much: what they say goes to a file, what the launcher says to the terminal. */
    private static void logToFile(Home home, boolean servers) {
        LogManager.getLogManager().reset();
        ROOT.setLevel(servers ? Level.INFO : Level.OFF);
        if (!servers) {
            return;
        }
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT %4$s %3$s %5$s%6$s%n");
        try {
            var file = new FileHandler(home.log("servers").toString(), 20_000_000, 1, true);
            file.setFormatter(new SimpleFormatter());
            ROOT.addHandler(file);
        } catch (IOException e) {
            throw new ServerFailed("The log " + home.log("servers") + " could not be opened: " + e, e);
        }
    }
}
