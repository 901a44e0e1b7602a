package io.muster.runtime.health;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Leaves in order, with the code that says so. */
@Singleton
@DefaultBean
class QuarkusExit implements ProcessExit {
    private static final Logger LOG = Logger.getLogger(QuarkusExit.class);
    private static final int START_ME_AGAIN = 70;

    @Override
    public void exit(String why, Throwable cause) {
        LOG.fatalf(cause, "this process ends: %s", why);
        Quarkus.asyncExit(START_ME_AGAIN);
    }
}
