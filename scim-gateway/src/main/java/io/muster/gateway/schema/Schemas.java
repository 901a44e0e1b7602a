package io.muster.gateway.schema;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The schemas and resource types in force. Ask for each request anew: they change while the service runs. A replica looks once a second
 * whether another one has changed them, and once more before it says that it knows no such resource type.
 */
@Singleton
public class Schemas {
    private static final Set<String> OTHERS =
            Set.of("Schemas", "ResourceTypes", "ServiceProviderConfig", "Bulk", ".search");

    private static final Logger LOG = Logger.getLogger(Schemas.class);

    /** Each is for one more change that was made while the one before was tried: so many after each other are a machine that changes them. */
    private static final int RETRIES = 10;

    private final Database database;
    private final SchemaStore store;
    private final Duration every;
    private volatile Known known = new Known(0, CustomSchemas.NONE);
    private @Nullable Cancellable looking;

    /** What this process knows, and of which version that is. */
    record Known(long version, CustomSchemas custom) {
        private boolean holds(ResourceType type) {
            return custom.registry()
                    .resourceType(type.name())
                    .filter(mine -> mine == type)
                    .isPresent();
        }
    }

    Schemas(Database database, SchemaStore store, GatewayConfig config) {
        this.database = database;
        this.store = store;
        this.every = config.schemas().refreshEvery();
    }

    void start(@Observes StartupEvent started) {
        looking = Multi.createFrom()
                .ticks()
                .every(every)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> refresh()
                        .onFailure()
                        .invoke(failure -> LOG.warnf(
                                "schemas could not be looked at, those of before stay: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithNull())
                .subscribe()
                .with(looked -> {});
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (looking != null) {
            looking.cancel();
        }
    }

    /** All that is in force now. */
    public SchemaRegistry current() {
        return known.custom.registry();
    }

    /** What a platform team has added. */
    CustomSchemas custom() {
        return known.custom;
    }

    /** The version of what is in force here; +1 with every change. */
    long version() {
        return known.version;
    }

    /** All resource types. */
    public List<ResourceType> types() {
        return current().resourceTypes();
    }

    /**
     * The type at {@code Users}, {@code Groups}, {@code Contractors}; before it says that there is none, it looks once more.
     *
     * @throws ScimError.Refused (in the Uni) with NotFound
     */
    public Uni<ResourceType> find(String endpoint) {
        var type = lookUp(endpoint);
        return type.isPresent() ? Uni.createFrom().item(type.get()) : refresh().map(looked -> at(endpoint));
    }

    /**
     * The type at an endpoint, by what is known already.
     *
     * @throws ScimError.Refused with NotFound
     */
    public ResourceType at(String endpoint) {
        return lookUp(endpoint).orElseThrow(() -> new ScimError.NotFound("resource type", endpoint).refused());
    }

    /** Looks once more if there is one among these that is not known yet. */
    public Uni<Void> learn(Collection<String> endpoints) {
        return endpoints.stream()
                        .allMatch(endpoint ->
                                OTHERS.contains(endpoint) || lookUp(endpoint).isPresent())
                ? Uni.createFrom().voidItem()
                : refresh();
    }

    /**
     * Refuses the names below {@code /scim/v2} that are no types and have methods of their own: whoever comes with one of them to the
     * methods of resources came with a method that it does not know.
     *
     * @throws ProblemException 405
     */
    public static void demandNoOther(String segment) {
        if (OTHERS.contains(segment)) {
            throw new ProblemException(Problem.of(405, "method-not-allowed", "This address does not know the method."));
        }
    }

    private Optional<ResourceType> lookUp(String endpoint) {
        demandNoOther(endpoint);
        return types().stream()
                .filter(type -> type.endpoint().equals("/" + endpoint))
                .findFirst();
    }

    /** Looks whether there is a newer version than what is known. */
    public Uni<Void> refresh() {
        return database.transaction(tx -> store.version(tx).chain(version -> {
                    if (version == known.version) {
                        return Uni.createFrom().voidItem();
                    }
                    return store.load(tx).invoke(custom -> {
                        LOG.infof(
                                "schemas: version %d, %d documents added",
                                version, custom.documents().size());
                        known = new Known(version, custom);
                    });
                }))
                .replaceWithVoid();
    }

    /** The schemas changed between the beginning of a request and its transaction: it has to begin anew. */
    static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Changed() {
            super("the schemas have changed meanwhile", null, false, false);
        }
    }

    /**
     * Does what depends on a type, and again with the type as it is then where the schemas have changed meanwhile.
     *
     * @throws ProblemException (in the Uni) 503 where they change all the time
     */
    public <T> Uni<T> inForce(ResourceType type, Function<ResourceType, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> work.apply(again(type)))
                .onFailure(Changed.class)
                .call(this::refresh)
                .onFailure(Changed.class)
                .retry()
                .atMost(RETRIES)
                .onFailure(Changed.class)
                .transform(changed -> new ProblemException(
                        Problem.of(503, "schemas-change", "The schemas are being changed at this moment; try again.")));
    }

    private ResourceType again(ResourceType type) {
        return current()
                .resourceType(type.name())
                .orElseThrow(() -> new ScimError.NotFound("resource type", type.name()).refused());
    }

    /**
     * First step of a transaction that writes a resource: the type stays as it is until the end. Costs nothing for a type without added
     * attributes, against which no change of the schemas can stand.
     */
    public Uni<Void> hold(Mutiny.Session session, ResourceType type) {
        if (!Custom.has(type)) {
            return Uni.createFrom().voidItem();
        }
        return Sql.of("select held_schema_version()")
                .list(session, row -> row.number(0))
                .invoke(version -> {
                    var mine = known;
                    if (version.getFirst() != mine.version || !mine.holds(type)) {
                        throw new Changed();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * The same for a statement that is the whole transaction: what {@code held_schema_version()} has to return in it, else it may write nothing.
     * Empty for a type without added attributes.
     *
     * @throws Changed if the type is not in force any more
     */
    public OptionalLong versionToHold(ResourceType type) {
        if (!Custom.has(type)) {
            return OptionalLong.empty();
        }
        var mine = known;
        if (!mine.holds(type)) {
            throw new Changed();
        }
        return OptionalLong.of(mine.version);
    }

    /** A stored document has what this process does not know yet: to write it now would lose that. */
    public void demandKnown(ResourceType type, Iterable<String> urns) {
        urns.forEach(urn -> {
            if (!urn.equals(type.schema().id())
                    && type.extensions().stream()
                            .noneMatch(extension -> extension.schema().id().equals(urn))) {
                throw new Changed();
            }
        });
    }
}
