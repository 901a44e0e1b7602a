package io.muster.audit.timeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.audit.ledger.LogEntry;
import io.muster.events.Event;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** From an entry to the rows that answer questions; {@code _id} is the entry's index, so that a second time changes nothing. */
final class Rows {
    private static final String PROVISIONING = "io.muster.provisioning.account.";
    private static final String GRANT = "io.muster.access.grant.";

    private Rows() {}

    /** A row and where it goes. */
    record Row(String collection, Document document) {}

    static List<Row> of(long index, byte[] leaf, LogEntry entry, Optional<Event> event) {
        var rows = new ArrayList<Row>();
        rows.add(new Row(Timeline.EVENTS, timeline(index, entry).append("leaf", new Binary(leaf))));
        event.flatMap(e -> history(index, entry, e)).ifPresent(rows::add);
        return rows;
    }

    private static Document timeline(long index, LogEntry entry) {
        var actor = entry.actor() == null ? "" : entry.actor();
        return new Document("_id", index)
                .append("event", entry.id())
                .append("type", entry.type())
                .append("subject", entry.subject())
                .append("actor", actor.substring(actor.indexOf('/') + 1))
                .append("cause", entry.cause())
                .append("application", entry.application())
                .append("correlation", entry.correlationId())
                .append("causation", entry.causationId())
                .append("at", Date.from(entry.time()));
    }

    private static Optional<Row> history(long index, LogEntry entry, Event event) {
        var type = entry.type();
        if (type.startsWith(GRANT)) {
            return Optional.of(new Row(Timeline.GRANTS, grant(index, entry, event)));
        }
        if (type.startsWith(PROVISIONING)) {
            return status(event).map(status -> new Row(Timeline.ACCOUNTS, account(index, entry, event, status)));
        }
        if (type.startsWith("io.muster.identity.user.")) {
            var resource = event.data().resource();
            return Optional.ofNullable(text(resource, "userName"))
                    .map(name -> new Row(
                            Timeline.PEOPLE, row(index, entry, entry.subject()).append("userName", name)));
        }
        if (type.startsWith("io.muster.access.request.")) {
            return Optional.of(new Row(Timeline.REQUESTS, request(index, entry, event)));
        }
        return Optional.empty();
    }

    private static Document row(long index, LogEntry entry, String identity) {
        return new Document("_id", index)
                .append("event", entry.id())
                .append("identity", identity)
                .append("at", Date.from(entry.time()))
                .append("known", Date.from(entry.recordedAt()));
    }

    private static Document grant(long index, LogEntry entry, Event event) {
        JsonNode grant = event.data().resource();
        var identity = Optional.ofNullable(text(grant, "identity")).orElse(entry.subject());
        var requests = new ArrayList<String>();
        each(grant, "reasons")
                .forEach(reason -> Optional.ofNullable(text(reason, "request")).ifPresent(requests::add));
        return row(index, entry, identity)
                .append("application", entry.application())
                .append("change", entry.type().substring(GRANT.length()))
                .append("cause", entry.cause())
                .append("status", Optional.ofNullable(text(grant, "status")).orElse("absent"))
                .append(
                        "entitlements",
                        each(grant, "entitlements").map(Rows::plain).toList())
                .append("validFrom", text(grant, "validFrom"))
                .append("validTo", text(grant, "validTo"))
                .append("grantedBy", entry.actor())
                .append("requests", requests)
                .append("version", event.data().version());
    }

    private static Document account(long index, LogEntry entry, Event event, String status) {
        JsonNode details = event.data().details();
        var identity = Optional.ofNullable(text(details, "identity")).orElse(entry.subject());
        long version = details == null ? 0 : details.path("grantVersion").asLong(0);
        return row(index, entry, identity)
                .append("application", entry.application())
                .append("status", status)
                .append("targetId", text(details, "targetId"))
                .append("grantVersion", version)
                .append("causation", entry.causationId());
    }

    private static Document request(long index, LogEntry entry, Event event) {
        JsonNode details = event.data().details();
        var approvers = each(details, "stages")
                .filter(stage -> "approve".equals(text(stage, "decision")))
                .map(stage -> text(stage, "by"))
                .flatMap(by -> Stream.ofNullable(by))
                .toList();
        return row(index, entry, entry.subject())
                .append("request", text(details, "id"))
                .append("approvers", approvers);
    }

    /** What an account event says of the account in the target; empty for those that say nothing of it. */
    private static Optional<String> status(Event event) {
        var details = event.data().details();
        var account = details == null ? null : details.path("account");
        return switch (event.type().substring(PROVISIONING.length())) {
            case "created", "updated", "enabled", "adopted" ->
                Optional.of(
                        account != null
                                        && account.path("active").isBoolean()
                                        && !account.path("active").asBoolean()
                                ? "disabled"
                                : "active");
            case "disabled" -> Optional.of("disabled");
            case "deleted" -> Optional.of("absent");
            default -> Optional.empty(); // skipped, failed, and what a newer release says
        };
    }

    private static Stream<JsonNode> each(@Nullable JsonNode node, String name) {
        return node == null ? Stream.empty() : node.path(name).valueStream();
    }

    private static String plain(JsonNode node) {
        return node.isTextual() ? node.asText() : node.toString();
    }

    static @Nullable String text(@Nullable JsonNode node, String name) {
        var value = node == null ? null : node.get(name);
        return value == null || !value.isTextual() ? null : value.asText();
    }
}
