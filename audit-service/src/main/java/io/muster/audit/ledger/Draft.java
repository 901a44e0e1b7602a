package io.muster.audit.ledger;

import io.muster.events.Event;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Position;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that is to become an entry: an event of a topic, an unreadable record, or what the audit service itself says. */
sealed interface Draft {
    /** Id that the entry will have. */
    String id();

    /** Under whose key its content is sealed. */
    String subject();

    /** What is sealed. */
    byte[] content();

    /** The header. */
    LogEntry header(Instant now, LogEntry.@Nullable Seal seal);

    /** Where it came from, if from a topic. */
    Optional<Position> at();

    /** An event. */
    record OfEvent(Event event, @Nullable String key, Optional<Position> at) implements Draft {
        @Override
        public String id() {
            return event.id();
        }

        @Override
        public String subject() {
            return event.subject();
        }

        @Override
        public byte[] content() {
            return Content.of(key, event);
        }

        @Override
        public LogEntry header(Instant now, LogEntry.@Nullable Seal seal) {
            return LogEntry.of(event, at.orElse(null), seal);
        }
    }

    /** A record that could not be read: its bytes are kept as they came. */
    record OfUnreadable(Arrival.Parked parked) implements Draft {
        @Override
        public String id() {
            return header(Instant.EPOCH, null).id();
        }

        @Override
        public String subject() {
            return LogEntry.unreadableSubject(parked.at());
        }

        @Override
        public byte[] content() {
            return Content.of(parked);
        }

        @Override
        public LogEntry header(Instant now, LogEntry.@Nullable Seal seal) {
            return LogEntry.unreadable(parked.at(), now, seal);
        }

        @Override
        public Optional<Position> at() {
            return Optional.of(parked.at());
        }
    }
}
