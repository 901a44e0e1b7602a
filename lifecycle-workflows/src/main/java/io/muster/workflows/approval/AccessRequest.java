package io.muster.workflows.approval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for an access package.
 *
 * @param person for whom it is
 * @param until the last day that was asked for; null for the package's default duration
 * @param stage index of the stage that is decided now
 * @param deadline of that stage; null when nothing is to be decided
 * @param validFrom of the access, once approved
 * @param reason why it ended, in words
 * @param lastEvent id of its newest event: the cause of the next
 * @param grants what it gives, by application
 */
record AccessRequest(
        String id,
        String person,
        String accessPackage,
        long packageVersion,
        Status status,
        String justification,
        @Nullable LocalDate until,
        String requestedBy,
        Instant requestedAt,
        ZoneId zone,
        int stage,
        @Nullable Instant deadline,
        @Nullable Instant validFrom,
        @Nullable Instant validTo,
        @Nullable String reason,
        String correlationId,
        @Nullable String lastEvent,
        Map<String, List<String>> grants,
        List<Stage> stages,
        long version) {
    /** Where a request is. */
    enum Status {
        PENDING,
        APPROVED,
        DENIED,
        EXPIRED,
        CANCELLED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** One stage: who may decide, within which time, and what was decided. */
    record Stage(
            List<String> approvers,
            String deadlineIn,
            @Nullable String decision,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable String justification) {
        Stage {
            approvers = List.copyOf(approvers);
        }

        static Stage open(List<String> approvers, String deadlineIn) {
            return new Stage(approvers, deadlineIn, null, null, null, null);
        }

        Stage decided(String newDecision, String newBy, Instant newAt, String newJustification) {
            return new Stage(approvers, deadlineIn, newDecision, newBy, newAt, newJustification);
        }
    }

    AccessRequest {
        grants = Map.copyOf(grants);
        stages = List.copyOf(stages);
    }

    boolean isOpen() {
        return status == Status.PENDING || status == Status.APPROVED;
    }

    Optional<Stage> currentStage() {
        return status == Status.PENDING && stage < stages.size() ? Optional.of(stages.get(stage)) : Optional.empty();
    }

    AccessRequest ended(Status newStatus, String newReason) {
        return new AccessRequest(
                id,
                person,
                accessPackage,
                packageVersion,
                newStatus,
                justification,
                until,
                requestedBy,
                requestedAt,
                zone,
                stage,
                null,
                validFrom,
                validTo,
                newReason,
                correlationId,
                lastEvent,
                grants,
                stages,
                version + 1);
    }

    AccessRequest approved(Instant from, @Nullable Instant to) {
        return new AccessRequest(
                id,
                person,
                accessPackage,
                packageVersion,
                Status.APPROVED,
                justification,
                until,
                requestedBy,
                requestedAt,
                zone,
                stages.size(),
                null,
                from,
                to,
                reason,
                correlationId,
                lastEvent,
                grants,
                stages,
                version + 1);
    }

    AccessRequest withStage(Stage decided, int next, @Nullable Instant newDeadline) {
        var all = new ArrayList<>(stages);
        all.set(stage, decided);
        return new AccessRequest(
                id,
                person,
                accessPackage,
                packageVersion,
                status,
                justification,
                until,
                requestedBy,
                requestedAt,
                zone,
                next,
                newDeadline,
                validFrom,
                validTo,
                reason,
                correlationId,
                lastEvent,
                grants,
                all,
                version + 1);
    }

    AccessRequest after(String event) {
        return new AccessRequest(
                id,
                person,
                accessPackage,
                packageVersion,
                status,
                justification,
                until,
                requestedBy,
                requestedAt,
                zone,
                stage,
                deadline,
                validFrom,
                validTo,
                reason,
                correlationId,
                event,
                grants,
                stages,
                version);
    }

    /**
     * {@code {"id","for","accessPackage","status","requestedBy","requestedAt","justification","until"?,"validFrom"?,"validTo"?,
     * "stages":[{"approvers":[userId],"decision"?,"by"?,"at"?,"justification"?}],"reason"?}}.
     */
    ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        json.put("for", person);
        json.put("accessPackage", accessPackage);
        json.put("status", status.text());
        json.put("requestedBy", requestedBy);
        json.put("requestedAt", requestedAt.toString());
        json.put("justification", justification);
        put(json, "until", until);
        put(json, "deadline", deadline);
        put(json, "validFrom", validFrom);
        put(json, "validTo", validTo);
        var list = json.putArray("stages");
        for (var each : stages) {
            var entry = list.addObject();
            each.approvers().forEach(entry.putArray("approvers")::add);
            put(entry, "decision", each.decision());
            put(entry, "by", each.by());
            put(entry, "at", each.at());
            put(entry, "justification", each.justification());
        }
        put(json, "reason", reason);
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
