package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** Where in the log an event is. */
@Singleton
public class EventIndex {
    private final Timeline timeline;

    @Inject
    EventIndex(Timeline timeline) {
        this.timeline = timeline;
    }

    /** The index of its entry. */
    public OptionalLong of(String event) {
        var row = timeline.rows(Timeline.EVENTS)
                .find(Filters.eq("event", event))
                .projection(Projections.include("_id"))
                .first();
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.getLong("_id"));
    }
}
