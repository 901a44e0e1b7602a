package io.muster.stack.command;

import io.muster.stack.backup.StoreBackup;
import io.muster.stack.local.ExistingPostgres;
import io.muster.stack.local.Service;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The database of a service, past the service: of the stack that runs, or on the server that the environment names. */
final class StoreConnection {
    private StoreConnection() {}

    static Connection open(Launcher launcher, Service service) throws SQLException {
        var database = service.database()
                .orElseThrow(() -> new CommandFailed(service.title() + " has no PostgreSQL database."));
        var existing = launcher.environment().get(ExistingPostgres.VARIABLE);
        if (existing != null) {
            return ExistingPostgres.at(existing).connect(database, StoreBackup.APPLICATION);
        }
        var uri = launcher.running()
                .database(database)
                .orElseThrow(() -> new CommandFailed("The running stack has no database of " + service.title() + "."));
        var properties = new Properties();
        properties.setProperty("user", database);
        properties.setProperty("password", launcher.credentials().secret("postgresql-" + database));
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("ApplicationName", StoreBackup.APPLICATION);
        return DriverManager.getConnection("jdbc:" + uri, properties);
    }
}
