package io.muster.gateway.bulk;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Runs work with files off the event loop, and comes back to where it was asked. */
final class OffLoop {
    private OffLoop() {}

    /** Work with files. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> Uni<T> run(Work<T> work) {
        var caller = Objects.requireNonNull(Vertx.currentContext());
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(next -> caller.runOnContext(back -> next.run()));
    }
}
