package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.EventTypes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How many changes of access there were in the time of this run, by what made them: the audit's totals, the topic, the log. */
final class ChangesByCause implements Step {
    private static final List<String> GRANTS = List.of(
            EventTypes.GRANT_GRANTED,
            EventTypes.GRANT_CHANGED,
            EventTypes.GRANT_SUSPENDED,
            EventTypes.GRANT_RESUMED,
            EventTypes.GRANT_REVOKED);

    @Override
    public String name() {
        return "By cause";
    }

    @Override
    public String promise() {
        return "which changes of access were automatic in this run's time, by cause: the totals are the topic's, and their sum is the log's";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var from = run.startedAt();
        var to = run.businessNow().truncatedTo(ChronoUnit.MILLIS); // the audit keeps milliseconds
        Await.until("totals by cause", () -> difference(run, from, to));
        var totals = totals(run, from, to);
        long sum = totals.values().stream().mapToLong(Long::longValue).sum();
        long byPerson = totals.getOrDefault("person", 0L) + totals.getOrDefault("breakglass", 0L);
        evidence.seen("%s to %s: %s", from, to, totals);
        evidence.seen("%d changes in the log, %d of them automatic", sum, sum - byPerson);
        StepFailed.unless(byPerson > 0 && byPerson < sum, "Alice asked and policies gave: both kinds must be there");
        run.fact("changes of access", "%d, %d of them automatic".formatted(sum, sum - byPerson));
    }

    private static Optional<String> difference(Run run, Instant from, Instant to) throws Exception {
        var told = totals(run, from, to);
        var onTopic = onTopic(run, from, to);
        long entries = entries(run, from, to);
        long sum = told.values().stream().mapToLong(Long::longValue).sum();
        var same = told.equals(onTopic) && sum == entries;
        return same
                ? Optional.empty()
                : Optional.of("the audit's totals are %s, the topic has %s, the log %d entries"
                        .formatted(told, onTopic, entries));
    }

    private static Map<String, Long> totals(Run run, Instant from, Instant to) throws Exception {
        var answer =
                run.http().get(run.url("audit-service") + "/audit/changes?limit=1&" + period(from, to), run.auditor());
        var totals = new TreeMap<String, Long>();
        for (Map.Entry<String, JsonNode> total : answer.path("totals").properties()) {
            totals.put(total.getKey(), total.getValue().asLong());
        }
        return totals;
    }

    private static Map<String, Long> onTopic(Run run, Instant from, Instant to) {
        var counted =
                new TreeMap<>(Map.of("policy", 0L, "person", 0L, "timer", 0L, "reconciliation", 0L, "breakglass", 0L));
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            reader.readToEnd();
            for (var read : reader.events()) {
                var data = read.event().data();
                var inPeriod =
                        !data.occurredAt().isBefore(from) && data.occurredAt().isBefore(to);
                if (inPeriod && GRANTS.contains(read.event().type())) {
                    counted.merge(data.cause().name().toLowerCase(Locale.ROOT), 1L, Long::sum);
                }
            }
        }
        return counted;
    }

    private static long entries(Run run, Instant from, Instant to) throws Exception {
        long entries = 0;
        for (var type : GRANTS) {
            for (var item :
                    AuditListsEverything.pages(run, "/audit/events?limit=500&type=" + type + "&" + period(from, to))) {
                entries += item.path("entry").isIntegralNumber() ? 1 : 0;
            }
        }
        return entries;
    }

    private static String period(Instant from, Instant to) {
        return "from=%s&to=%s".formatted(Http.encoded(from.toString()), Http.encoded(to.toString()));
    }
}
