package io.muster.runtime.pg.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All that a service keeps of the topics, as a bean: {@code @Produces @Singleton Projections projections()}. */
public final class Projections {
    private final Map<String, Projection> byTopic;
    private final Function<SqlConnection, Uni<?>> bootstrapped;

    private Projections(Map<String, Projection> byTopic, Function<SqlConnection, Uni<?>> bootstrapped) {
        this.byTopic = byTopic;
        this.bootstrapped = bootstrapped;
    }

    public static Projections of(Projection... projections) {
        var byTopic = new LinkedHashMap<String, Projection>();
        for (Projection projection : projections) {
            if (byTopic.put(projection.topic(), projection) != null) {
                throw new IllegalArgumentException("two projections of " + projection.topic());
            }
        }
        return new Projections(byTopic, transaction -> Uni.createFrom().voidItem());
    }

    /** With what happens once, in the transaction that completes the bootstrap: mark all identities due. */
    public Projections whenBootstrapped(Function<SqlConnection, Uni<?>> action) {
        return new Projections(byTopic, action);
    }

    Optional<Projection> of(String topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }

    Uni<Void> bootstrapped(SqlConnection transaction) {
        return bootstrapped.apply(transaction).replaceWithVoid();
    }
}
