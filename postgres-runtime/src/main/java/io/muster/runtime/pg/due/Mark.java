package io.muster.runtime.pg.due;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says that something is to be done. Marks of one kind and key run together: the earliest date and the highest priority
 * stay. A mark that is more urgent than the row was ends the row's back-off, for what is to be done is another thing now.
 *
 * @param kind whose work it is; a kind per target makes a lane of its own: {@code account/code-host}
 * @param key what it is about
 * @param dueAt business time, null for now
 * @param because the event behind it, if there is one; the last mark's stays
 */
public record Mark(
        String kind,
        String key,
        Priority priority,
        @Nullable Instant dueAt,
        @Nullable Trigger because) {
    public Mark {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(key);
        Objects.requireNonNull(priority);
    }

    /** Due now, for no event. */
    public Mark(String kind, String key, Priority priority) {
        this(kind, key, priority, null, null);
    }

    /** The same at a date. */
    public Mark at(Instant date) {
        return new Mark(kind, key, priority, date, because);
    }

    /** The same for an event. */
    public Mark because(Trigger trigger) {
        return new Mark(kind, key, priority, dueAt, trigger);
    }
}
