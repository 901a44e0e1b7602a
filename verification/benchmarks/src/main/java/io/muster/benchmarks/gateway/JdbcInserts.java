package io.muster.benchmarks.gateway;

import io.muster.servers.PostgresServer;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Where there is no pgbench: the same from this process, with PostgreSQL's driver. It takes more of the machine than pgbench does. */
final class JdbcInserts implements Inserts {
    private final PostgresServer server;
    private final String resource;
    private final String outbox;

    JdbcInserts(PostgresServer server, InsertScript inserts) {
        this.server = server;
        this.resource = inserts.resource().replace(InsertScript.NUMBER, "?");
        this.outbox = inserts.outbox().replace(InsertScript.NUMBER, "?");
    }

    @Override
    public String name() {
        return "JDBC, the same two inserts (no pgbench here)";
    }

    @Override
    public double perSecond(int connections, Duration time, long first)
            throws IOException, InterruptedException, SQLException {
        var next = new AtomicLong(first);
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            var running = new ArrayList<Future<Integer>>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(onConnection(next, end)));
            }
            int committed = 0;
            for (var each : running) {
                committed += each.get();
            }
            return committed * 1e9 / (System.nanoTime() - begun);
        } catch (ExecutionException e) {
            throw new SQLException("the inserts failed", e);
        }
    }

    private Callable<Integer> onConnection(AtomicLong next, long end) {
        return () -> {
            int committed = 0;
            try (var connection = server.connect("gateway");
                    var first = connection.prepareStatement(resource);
                    var second = connection.prepareStatement(outbox)) {
                connection.setAutoCommit(false);
                while (System.nanoTime() < end) {
                    var number = Long.toString(next.getAndIncrement());
                    insert(first, number);
                    insert(second, number);
                    connection.commit();
                    committed++;
                }
            }
            return committed;
        };
    }

    private static void insert(PreparedStatement statement, String number) throws SQLException {
        statement.setString(1, number);
        statement.executeUpdate();
    }
}
