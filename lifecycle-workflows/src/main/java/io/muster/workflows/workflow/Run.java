package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.workflows.identity.Occasion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workflow for a person.
 *
 * @param generation what it runs for, once: a date, or the version of a change
 * @param scheduledFor business time at which it should have started
 * @param late whether that lay in the past already when it was noticed
 * @param reason why it failed or was canceled
 * @param changes what changed, for triggers on changes
 */
record Run(
        String id,
        String workflow,
        long version,
        String category,
        String trigger,
        String identity,
        String generation,
        Instant scheduledFor,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        State state,
        boolean late,
        @Nullable String reason,
        JsonNode changes,
        String correlationId,
        @Nullable String causationId,
        Lane lane,
        List<TaskRun> tasks) {
    /** States of a run. */
    enum State {
        QUEUED("queued"),
        IN_PROGRESS("inProgress"),
        COMPLETED("completed"),
        COMPLETED_WITH_ERRORS("completedWithErrors"),
        FAILED("failed"),
        CANCELED("canceled");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean isOver() {
            return this != QUEUED && this != IN_PROGRESS;
        }

        static State of(String text) {
            for (var state : values()) {
                if (state.text.equals(text)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no state of a run: " + text);
        }
    }

    /** A task of a run: {@code inProgress}, {@code completed} or {@code failed}. */
    record TaskRun(
            int number, String type, String state, @Nullable String failure) {}

    Run {
        tasks = List.copyOf(tasks);
    }

    Occasion occasion() {
        return new Occasion(causationId, correlationId, null, lane);
    }

    /** {@code {"id","workflow","version","category","trigger","identity","generation","scheduledFor","startedAt"?,"completedAt"?,"state","late","reason"?,"tasks":[{"number","type","state","failure"?}]}}. */
    ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        json.put("workflow", workflow);
        json.put("version", version);
        json.put("category", category);
        json.put("trigger", trigger);
        json.put("identity", identity);
        json.put("generation", generation);
        json.put("scheduledFor", scheduledFor.toString());
        put(json, "startedAt", startedAt);
        put(json, "completedAt", completedAt);
        json.put("state", state.text());
        json.put("late", late);
        put(json, "reason", reason);
        var list = json.putArray("tasks");
        for (var task : tasks) {
            var entry = list.addObject();
            entry.put("number", task.number());
            entry.put("type", task.type());
            entry.put("state", task.state());
            put(entry, "failure", task.failure());
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
