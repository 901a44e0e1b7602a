package io.muster.gateway.bulk;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Runs work in a Vert.x context of its own and comes back. Hibernate Reactive finds the current session in the context: without this,
 * two operations at the same time would share one session.
 */
final class OwnContext {
    private OwnContext() {}

    /** Runs it, and completes in the context of the caller. */
    static <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            Context caller = Objects.requireNonNull(Vertx.currentContext());
            Context own = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(caller));
            VertxContextSafetyToggle.setContextSafe(own, true);
            own.runOnContext(started -> Uni.createFrom()
                    .deferred(() -> work.get())
                    .subscribe()
                    .with(
                            item -> caller.runOnContext(back -> emitter.complete(item)),
                            failure -> caller.runOnContext(back -> emitter.fail(failure))));
        });
    }
}
