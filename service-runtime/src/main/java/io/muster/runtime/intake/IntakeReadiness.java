package io.muster.runtime.intake;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once bootstrap is through and while the store takes what arrives. */
@Readiness
@Singleton
class IntakeReadiness implements HealthCheck {
    private final IntakeParts parts;
    private final Bootstrap bootstrap;
    private final Instance<Intake> intake;

    @Inject
    IntakeReadiness(IntakeParts parts, Bootstrap bootstrap, Instance<Intake> intake) {
        this.parts = parts;
        this.bootstrap = bootstrap;
        this.intake = intake;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("intake");
        if (!parts.consumes()) {
            return response.up().build();
        }
        if (!bootstrap.completed()) {
            var progress = bootstrap.progress();
            return response.down()
                    .withData("state", "bootstrapping " + progress.reached() + "/" + progress.of())
                    .build();
        }
        boolean writes = intake.get().storeAnswers();
        return response.status(writes)
                .withData("state", writes ? "reading" : "the store does not take what arrives")
                .build();
    }
}
