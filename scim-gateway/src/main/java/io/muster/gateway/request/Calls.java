package io.muster.gateway.request;

import io.muster.events.Actor;
import io.muster.events.Lane;
import io.muster.gateway.GatewayConfig;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import jakarta.inject.Singleton;
import java.util.Map;

/** The {@link Call} of the current request, from its verified token, its headers and what is set for its client. */
@Singleton
public class Calls {
    /** Attribute of a caller whose credential says how its PATCH requests are read: a {@link PatchProfile}. */
    public static final String PROFILE = "muster.patch-profile";

    /** Attribute of a caller from which attributes are hidden: {@link HiddenAttributes}. */
    public static final String HIDDEN = "muster.hidden-attributes";

    private final Caller caller;
    private final Correlation correlation;
    private final HiddenByClient hiddenByClient;
    private final Map<String, PatchProfile> profiles;

    Calls(Caller caller, Correlation correlation, HiddenByClient hiddenByClient, GatewayConfig config) {
        this.caller = caller;
        this.correlation = correlation;
        this.hiddenByClient = hiddenByClient;
        this.profiles = Map.copyOf(config.profiles());
    }

    /** Who calls now; to be asked on the request's own thread. */
    public Call current() {
        return new Call(
                caller.clientId(),
                caller.actor(),
                correlation.correlationId(),
                correlation.traceparent(),
                Lane.INTERACTIVE,
                profile(),
                hidden(),
                false,
                Receipt.NONE);
    }

    /** Who asks now; to be asked on the request's own thread. */
    public Asker asker() {
        return new Asker(caller.clientId(), caller.actor());
    }

    /** What the client that calls now may neither see nor write. */
    public HiddenAttributes hidden() {
        return caller.attribute(HIDDEN, HiddenAttributes.class)
                .orElse(HiddenAttributes.NONE)
                .and(hiddenByClient.of(caller.clientId()));
    }

    private PatchProfile profile() {
        return caller.attribute(PROFILE, PatchProfile.class)
                .orElseGet(() -> profiles.getOrDefault(caller.clientId(), PatchProfile.RFC));
    }

    /** Who calls while the service does something by itself. */
    public static Call ofService(String correlationId) {
        return new Call(
                "scim-gateway",
                Actor.system("scim-gateway"),
                correlationId,
                null,
                Lane.INTERACTIVE,
                PatchProfile.RFC,
                HiddenAttributes.NONE,
                false,
                Receipt.NONE);
    }
}
