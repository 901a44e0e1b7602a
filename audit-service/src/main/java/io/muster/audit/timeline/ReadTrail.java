package io.muster.audit.timeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.audit.ledger.Ledger;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who looked at what: an entry of the same log, written before the answer leaves. */
@RequestScoped
public class ReadTrail {
    private final Ledger ledger;
    private final Subjects subjects;
    private final Caller caller;
    private final Correlation correlation;
    private final BusinessClock clock;
    private final InstantSource real;

    @Inject
    ReadTrail(
            Ledger ledger,
            Subjects subjects,
            Caller caller,
            Correlation correlation,
            BusinessClock clock,
            @RealTime InstantSource real) {
        this.ledger = ledger;
        this.subjects = subjects;
        this.caller = caller;
        this.correlation = correlation;
        this.clock = clock;
        this.real = real;
    }

    /**
     * Writes it down. A subject that must not stand in the open log is a problem 400, and nothing is written.
     *
     * @param path what was asked
     * @param subject about whom, if about one person
     * @param query parameters that were given; nulls are left out
     */
    public void read(String path, @Nullable String subject, Map<String, ? extends @Nullable Object> query) {
        if (subject != null) {
            subjects.check(subject);
        }
        say(EventTypes.AUDIT_READ, subject == null ? "audit-service" + path : subject, "GET " + path, path, query);
    }

    /** Writes down something else that the caller did here; the subject stands in the open log. */
    public void say(
            String type, String subject, String reason, String path, Map<String, ? extends @Nullable Object> query) {
        var details = JsonNodeFactory.instance.objectNode().put("path", path);
        var parameters = details.putObject("query");
        query.forEach((name, value) -> {
            if (value != null) {
                var text = value.toString();
                parameters.put(name, text.substring(0, Math.min(text.length(), 200)));
            }
        });
        var now = real.instant();
        ledger.say(new Event(
                Uuid7.next(),
                "audit-service",
                type,
                subject,
                now,
                correlation.correlationId(),
                null,
                correlation.traceparent(),
                Lane.INTERACTIVE,
                new EventData(
                        caller.actor(),
                        Cause.PERSON,
                        Reason.of(reason),
                        1,
                        0,
                        clock.instant(),
                        now,
                        List.of(),
                        null,
                        details)));
    }
}
