package io.muster.runtime.clock;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Reads and moves business time. For administrators; moving only where {@code muster.test-clock=true}. */
@Path("/clock")
@RolesAllowed({"provisioning:write", "policy:write", "scim:admin"})
public class ClockResource {
    private final BusinessClock clock;
    private final InstantSource real;

    @Inject
    ClockResource(BusinessClock clock, @RealTime InstantSource real) {
        this.clock = clock;
        this.real = real;
    }

    /**
     * Both times: {@code {"businessNow":"…","realNow":"…","offset":"PT168H","movable":true}}.
     *
     * @param businessNow business time
     * @param realNow real time
     * @param offset how far business time is ahead, ISO 8601 ({@code PT168H})
     * @param movable whether it may be moved here
     */
    public record Reading(Instant businessNow, Instant realNow, Duration offset, boolean movable) {}

    /**
     * {@code {"forward":"P7D"}}.
     *
     * @param forward how far, ISO 8601: {@code P7D}, {@code PT6H}
     */
    public record Move(@Nullable String forward) {}

    @GET
    @Operation(summary = "Business time beside real time")
    public Reading read() {
        return reading();
    }

    /** {@code {"forward":"P7D"}}; 400 if it is no duration or negative, 409 where the clock may not be moved. */
    @POST
    @Operation(summary = "Move business time forward (test clock only)")
    public Uni<Reading> move(@Nullable Move move) {
        if (!clock.movable()) {
            throw new ProblemException(
                    Problem.of(409, "clock-not-movable", "Business time moves only where muster.test-clock is true."));
        }
        return clock.forward(duration(move)).map(moved -> reading());
    }

    private Reading reading() {
        return new Reading(clock.instant(), real.instant(), clock.offset(), clock.movable());
    }

    private static Duration duration(@Nullable Move move) {
        var text = move == null ? null : move.forward();
        try {
            var by = text == null ? Duration.ofNanos(-1) : Duration.parse(text);
            if (!by.isNegative()) {
                return by;
            }
        } catch (DateTimeParseException e) {
            throw new ProblemException(bad(), e);
        }
        throw new ProblemException(bad());
    }

    private static Problem bad() {
        return Problem.of(
                400, "invalid-duration", "\"forward\" must be an ISO 8601 duration that is not negative: P7D.");
    }
}
