package io.muster.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A store that speaks MongoDB's wire protocol, in this JVM, on one file. It is <b>not MongoDB</b>: no transactions, no
 * sessions, no TTL (see the README of this module). A connection string switches to a real one, which production uses.
 */
public final class MongoServer implements AutoCloseable {
    private final Settings settings;
    private de.bwaldvogel.mongo.@Nullable MongoServer server;

    /** Where a store lives.
     *
     * @param directory its directory
     * @param port its port on 127.0.0.1 */
    public record Settings(Path directory, int port) {
        /** {@return {@code mongodb://127.0.0.1:27017}} */
        public String uri() {
            return "mongodb://" + Ports.LOCALHOST + ":" + port;
        }
    }

    private MongoServer(Settings settings) {
        this.settings = settings;
    }

    /** Starts a store; returns when it takes requests.
     *
     * @throws PortTaken if another process has the port */
    public static MongoServer start(Settings settings) {
        var server = new MongoServer(settings);
        server.start();
        return server;
    }

    /** Starts it again after {@link #stop()}. Does nothing if it runs. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        Ports.requireFree(settings.port(), "the MongoDB-protocol store");
        var backend = new DurableBackend(open());
        var starting = new de.bwaldvogel.mongo.MongoServer(backend);
        starting.bind(Ports.LOCALHOST, settings.port());
        server = starting;
    }

    private MVStore open() {
        try {
            Files.createDirectories(settings.directory());
            return new MVStore.Builder()
                    .fileName(settings.directory().resolve("store.mv").toString())
                    .autoCommitDisabled() // the backend commits whole commands; see there
                    .open();
        } catch (IOException e) {
            throw new ServerFailed("The directory " + settings.directory() + " could not be made: " + e, e);
        } catch (MVStoreException e) {
            throw new ServerFailed(
                    "The store in " + settings.directory() + " could not be opened: " + e.getMessage(), e);
        }
    }

    /** Stops it in order. Does nothing if it does not run. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdownNow();
            server = null;
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** {@return {@code mongodb://127.0.0.1:27017}} */
    public String uri() {
        return settings.uri();
    }
}
