package io.muster.runtime.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Records that could not be read: what they are, why, and once more. */
@Path("/parked")
@RolesAllowed({"provisioning:write", "policy:write", "scim:admin", "audit:export"})
public class ParkedResource {
    private final Instance<Parking> parking;
    private final Decoder decoder = new Decoder();

    @Inject
    ParkedResource(Instance<Parking> parking) {
        this.parking = parking;
    }

    /**
     * A parked record as people see it.
     *
     * @param bytes length of the value
     * @param value the value in Base64; only when one record is asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shown(
            String id,
            String topic,
            int partition,
            long offset,
            Instant sentAt,
            @Nullable String key,
            String cause,
            Instant parkedAt,
            Map<String, String> headers,
            int bytes,
            @Nullable String value) {}

    @GET
    @Operation(summary = "Records that could not be read, oldest first")
    public Uni<Page<Shown>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return parking().list(cursor, Cursor.limit(limit)).map(page -> page.map(record -> shown(record, false)));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One of them, with its bytes")
    public Uni<Shown> one(String id) {
        return found(id).map(record -> shown(record, true));
    }

    /** 204 when it is written, 409 when it still cannot be read. */
    @POST
    @Path("/{id}/retry")
    @Operation(summary = "Drive it again, for instance after an upgrade that can read it")
    public Uni<RestResponse<Void>> retry(String id) {
        return found(id).chain(record -> switch (decoder.decode(record)) {
            case Arrival.Parked parked ->
                Uni.createFrom().failure(new ProblemException(Problem.of(409, "still-unreadable", parked.cause())));
            case Arrival.Received received -> driven(id, received);
            case Arrival.Tombstone tombstone -> driven(id, tombstone);
        });
    }

    private Uni<RestResponse<Void>> driven(String id, Arrival readable) {
        return parking()
                .driveAgain(id, readable)
                .onFailure(Sink.Rejected.class)
                .transform(e -> new ProblemException(Problem.of(409, "still-rejected", e.getMessage()), e))
                .map(done -> RestResponse.noContent());
    }

    private Uni<Parking.ParkedRecord> found(String id) {
        return parking()
                .find(id)
                .map(record -> record.orElseThrow(
                        () -> new ProblemException(Problem.of(404, "not-found", "No parked record has this id."))));
    }

    private Parking parking() {
        if (!parking.isResolvable()) {
            throw new ProblemException(Problem.of(404, "not-found", "This service parks no records."));
        }
        return parking.get();
    }

    private static Shown shown(Parking.ParkedRecord record, boolean withValue) {
        var value = record.value();
        return new Shown(
                record.id(),
                record.at().topic(),
                record.at().partition(),
                record.at().offset(),
                record.at().timestamp(),
                record.key(),
                record.cause(),
                record.parkedAt(),
                record.headers(),
                value == null ? 0 : value.length(),
                withValue && value != null ? value.base64() : null);
    }
}
