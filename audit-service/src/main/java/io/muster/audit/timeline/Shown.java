package io.muster.audit.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.audit.ledger.LogEntry;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as the audit shows it. Of a subject that was erased, and of a record that could not be read, there is the header only.
 *
 * <pre>{"id","type","time","recordedAt","subject","actor":{"kind","id"},"cause","application","reason":{"text","ref"},"changes":[…],"correlationId","causationId","entry":17}</pre>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Shown(
        String id,
        String type,
        Instant time,
        Instant recordedAt,
        String subject,
        @Nullable ActorShown actor,
        @Nullable String cause,
        @Nullable String application,
        @Nullable Reason reason,
        List<Change> changes,
        @Nullable ObjectNode details,
        @Nullable String correlationId,
        @Nullable String causationId,
        long entry) {
    Shown {
        changes = List.copyOf(changes);
    }

    /** Kind in lower case. */
    record ActorShown(String kind, String id) {}

    static Shown of(long index, LogEntry entry, Optional<Event> event) {
        var data = event.map(Event::data);
        return new Shown(
                entry.id(),
                entry.type(),
                entry.time(),
                entry.recordedAt(),
                entry.subject(),
                actor(entry.actor()),
                entry.cause(),
                entry.application(),
                data.map(d -> d.reason()).orElse(null),
                data.map(d -> d.changes()).orElse(List.of()),
                data.flatMap(d -> Optional.ofNullable(d.details())).orElse(null),
                entry.correlationId(),
                entry.causationId(),
                index);
    }

    static @Nullable ActorShown actor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        return new ActorShown(text.substring(0, slash), text.substring(slash + 1));
    }
}
