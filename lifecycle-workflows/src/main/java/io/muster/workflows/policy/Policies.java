package io.muster.workflows.policy;

import io.muster.runtime.pg.intake.Derived;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.workflows.policy.PolicyReader.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The policies that count now. Read once a version of the policies and of the schemas that their scopes are about: a decision asks for both
 * versions in its own transaction, so that it never uses an old one.
 */
@ApplicationScoped
public class Policies {
    private static final Logger LOG = Logger.getLogger(Policies.class);

    private final PolicyStore store;
    private final PolicyReader reader;
    private final KnownSchemas schemas;
    private final AtomicReference<Cached> cached = new AtomicReference<>(new Cached(PolicySet.NONE, 0));

    private record Cached(PolicySet set, long schemas) {
        boolean is(PolicyStore.Current now) {
            return set.version() == now.policies() && schemas == now.schemas();
        }
    }

    @Inject
    Policies(PolicyStore store, PolicyReader reader, KnownSchemas schemas) {
        this.store = store;
        this.reader = reader;
        this.schemas = schemas;
    }

    /** The current version; {@link PolicySet#NONE} before the first. */
    public Uni<PolicySet> current(SqlConnection tx) {
        return store.currentVersions(tx).chain(now -> {
            var last = cached.get();
            return last.is(now)
                    ? Uni.createFrom().item(last.set)
                    : schemas.at(tx, now.schemas()).chain(known -> load(tx, known));
        });
    }

    private Uni<PolicySet> load(SqlConnection tx, Derived.Of<SchemaRegistry> known) {
        return store.current(tx).map(stored -> {
            var set = stored.map(version -> parse(version, known)).orElse(PolicySet.NONE);
            cached.set(new Cached(set, known.version()));
            return set;
        });
    }

    private PolicySet parse(PolicyStore.Stored stored, Derived.Of<SchemaRegistry> known) {
        var versions = stored.version().documents().stream()
                .collect(
                        Collectors.toMap(PolicyVersion.DocumentVersion::label, PolicyVersion.DocumentVersion::version));
        return switch (reader.read(stored.files(), Vocabulary.lenient(known.value()))) {
            case Result.Valid valid -> valid.directory().set(stored.version().version(), versions);
            case Result.Invalid invalid -> {
                // Only another release of this service can find a stored version invalid; deciding anything without it
                // would revoke.
                LOG.errorf(
                        "policy version %d cannot be read any more: %s",
                        stored.version().version(), invalid.problems());
                throw new IllegalStateException(
                        "policy version " + stored.version().version() + " cannot be read by this release");
            }
        };
    }
}
