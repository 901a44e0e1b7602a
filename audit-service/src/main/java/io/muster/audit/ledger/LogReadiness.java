package io.muster.audit.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Down when the log is not what was signed: a person must look. */
@Readiness
@Singleton
class LogReadiness implements HealthCheck {
    private final Checkpoints checkpoints;

    @Inject
    LogReadiness(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("log");
        checkpoints.refusal().ifPresent(why -> response.withData("refused", why));
        return response.status(checkpoints.refusal().isEmpty()).build();
    }
}
