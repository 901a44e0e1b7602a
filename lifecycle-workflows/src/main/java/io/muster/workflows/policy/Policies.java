package io.muster.workflows.policy;

import io.muster.workflows.policy.PolicyReader.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The policies that count now. Read once a version: a decision asks for the version in its own transaction, so that it never uses an old one. */
@ApplicationScoped
public class Policies {
    private static final Logger LOG = Logger.getLogger(Policies.class);

    private final PolicyStore store;
    private final PolicyReader reader;
    private final AtomicReference<PolicySet> cached = new AtomicReference<>(PolicySet.NONE);

    @Inject
    Policies(PolicyStore store, PolicyReader reader) {
        this.store = store;
        this.reader = reader;
    }

    /** The current version; {@link PolicySet#NONE} before the first. */
    public Uni<PolicySet> current(SqlConnection tx) {
        return store.currentVersion(tx).chain(version -> {
            var known = cached.get();
            return known.version() == version ? Uni.createFrom().item(known) : load(tx);
        });
    }

    private Uni<PolicySet> load(SqlConnection tx) {
        return store.current(tx).map(stored -> {
            var set = stored.map(this::parse).orElse(PolicySet.NONE);
            cached.set(set);
            return set;
        });
    }

    private PolicySet parse(PolicyStore.Stored stored) {
        var versions = stored.version().documents().stream()
                .collect(
                        Collectors.toMap(PolicyVersion.DocumentVersion::label, PolicyVersion.DocumentVersion::version));
        return switch (reader.read(stored.files())) {
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
