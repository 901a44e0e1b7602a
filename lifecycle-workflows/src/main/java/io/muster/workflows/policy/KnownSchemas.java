package io.muster.workflows.policy;

import io.muster.runtime.pg.intake.Derived;
import io.muster.scim.schema.SchemaRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The schemas that the gateway has told on {@code muster.identity.schemas}; until it has, those that are built in. A decision asks for the
 * version in its own transaction, as it does for the policies.
 */
@ApplicationScoped
public class KnownSchemas {
    private final Derived<SchemaRegistry> schemas =
            Derived.of("identity_schema", "schema_version", SchemaRegistry.builtIn(), SchemaRegistry::published);

    /** What is known in this transaction. */
    public Uni<Derived.Of<SchemaRegistry>> current(SqlConnection tx) {
        return schemas.current(tx);
    }

    /** Those of the version that {@code schema_version} has. */
    Uni<Derived.Of<SchemaRegistry>> at(SqlConnection tx, long version) {
        return schemas.at(tx, version);
    }

    /** To be called in the transaction that has changed the projection. */
    public Uni<Void> changed(SqlConnection tx) {
        return schemas.changed(tx);
    }
}
