package io.muster.gateway.request;

import io.muster.events.Actor;
import io.muster.events.Lane;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import jakarta.enterprise.context.ApplicationScoped;

/** The {@link Call} of the current request, from its verified token and its headers. */
@ApplicationScoped
public class Calls {
    private final Caller caller;
    private final Correlation correlation;

    Calls(Caller caller, Correlation correlation) {
        this.caller = caller;
        this.correlation = correlation;
    }

    /** Who calls now; to be asked on the request's own thread. */
    public Call current() {
        return new Call(
                caller.clientId(),
                caller.actor(),
                correlation.correlationId(),
                correlation.traceparent(),
                Lane.INTERACTIVE,
                false);
    }

    /** Who calls while the service does something by itself. */
    public static Call ofService(String correlationId) {
        return new Call("scim-gateway", Actor.system("scim-gateway"), correlationId, null, Lane.INTERACTIVE, false);
    }
}
