package io.muster.runtime.fault;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The fault points of this process, from its configuration. */
@Singleton
class ConfiguredFaults {
    private static final String VARIABLE = "MUSTER_FAULT_";

    @Produces
    @Singleton
    @Startup // a process with faults where none are allowed does not come up at all
    FaultPoints faultPoints(
            Config config, @ConfigProperty(name = "muster.test-clock", defaultValue = "false") boolean testClock) {
        var settings = new HashMap<String, String>();
        for (String name : config.getPropertyNames()) {
            var point = name.startsWith(FaultPoints.PREFIX)
                    ? name.substring(FaultPoints.PREFIX.length())
                    : name.startsWith(VARIABLE)
                            ? name.substring(VARIABLE.length())
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '.')
                            : "";
            if (!point.isEmpty()) {
                config.getOptionalValue(name, String.class).ifPresent(text -> settings.put(point, text));
            }
        }
        return new FaultPoints(settings, testClock);
    }
}
