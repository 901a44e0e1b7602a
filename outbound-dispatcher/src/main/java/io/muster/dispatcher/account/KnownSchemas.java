package io.muster.dispatcher.account;

import io.muster.runtime.pg.intake.Derived;
import io.muster.scim.schema.SchemaRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/** The schemas that the gateway has told on {@code muster.identity.schemas}; until it has, those that are built in. */
@ApplicationScoped
class KnownSchemas {
    private final Derived<SchemaRegistry> schemas =
            Derived.of("identity_schema", "schema_version", SchemaRegistry.builtIn(), SchemaRegistry::published);

    /** Those of the version that {@code schema_version} has. */
    Uni<Derived.Of<SchemaRegistry>> at(SqlClient client, long version) {
        return schemas.at(client, version);
    }

    /** To be called in the transaction that has changed the projection. */
    Uni<Void> changed(SqlConnection tx) {
        return schemas.changed(tx);
    }
}
