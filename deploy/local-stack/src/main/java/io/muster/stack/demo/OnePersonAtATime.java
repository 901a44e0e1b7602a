package io.muster.stack.demo;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/** People who start today, hired one by one: how long until both accounts exist, by the targets' clocks. */
final class OnePersonAtATime implements Step {
    private static final int PEOPLE = 10;

    @Override
    public String name() {
        return "One person";
    }

    @Override
    public String promise() {
        return "someone hired for today has both accounts seconds later";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var today = run.today(ZoneId.of("Europe/Paris"));
        for (int i = 0; i < PEOPLE; i++) {
            var person = run.hire(Somebody.named(run, "Ida" + i, "Engineering", today, null));
            Await.until("both accounts of " + person.user().path("userName").asText(), () -> {
                var codeHost = run.codeHost().account(person.id());
                var directory = run.directory().account(person.id());
                return codeHost.isPresent() && directory.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "code-host: %s, directory: %s".formatted(codeHost.isPresent(), directory.isPresent()));
            });
            measure(run, person, "code-host", run.codeHost().account(person.id()));
            measure(run, person, "directory", run.directory().account(person.id()));
        }
        for (var summary : run.latencies().summaries()) {
            if (summary.name().endsWith("one person")) {
                evidence.seen(
                        "%s: p50 %d ms, p99 %d ms of %d",
                        summary.name(), summary.p50().toMillis(), summary.p99().toMillis(), summary.count());
            }
        }
    }

    private static void measure(Run run, Person person, String target, Optional<Account.Found> found) {
        found.map(Account.Found::createdAt)
                .ifPresent(created -> run.latencies()
                        .add(target + ", created, one person", Duration.between(person.sentAt(), created)));
    }
}
