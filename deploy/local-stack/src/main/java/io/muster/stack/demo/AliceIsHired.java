package io.muster.stack.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Alice is hired in Osaka for a day to come. Aki, hired there for the day before, shows each time that what was due has happened: so what Alice does
 * not have then, she does not have yet.
 */
final class AliceIsHired implements Step {
    private static final ZoneId ZONE = ZoneId.of(Somebody.OSAKA.zone());
    private static final LocalTime MAILS_AT = LocalTime.of(9, 0);

    @Override
    public String name() {
        return "First day";
    }

    @Override
    public String promise() {
        return "three days before Alice's first day she, her manager and her team have their mails and nobody else has; the day"
                + " before she has no account, on the day she has both";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var since = run.now();
        var mails = new Mails(run);
        var firstDay = run.today(ZONE).plusDays(5);
        var manager = hire(run, "Marta", firstDay.minusDays(1000), null);
        var team = List.of(
                hire(run, "Tom", firstDay.minusDays(700), manager), hire(run, "Tia", firstDay.minusDays(70), manager));
        hire(run, "Nils", firstDay.plusDays(20), manager); // the same manager, but not employed yet
        var aki = hire(run, "Aki", firstDay.minusDays(1), null);
        var alice = hire(run, "Alice", firstDay, manager);
        evidence.seen("Alice is hired in Osaka for %s; today is %s there", firstDay, run.today(ZONE));

        run.clockTo(at(firstDay.minusDays(3), MAILS_AT.minusHours(1)));
        Await.until("Aki's welcome mail", () -> welcome(mails, aki, since));
        same("an hour before the third day before", Map.of(), mails.about(alice, since));

        run.clockTo(at(firstDay.minusDays(3), MAILS_AT));
        var expected = expected(alice, firstDay, manager, team);
        var took = Await.until("the mails about Alice", () -> difference(expected, mails.about(alice, since)));
        evidence.seen("%s 09:00 in Osaka, %.1f s later: %s", firstDay.minusDays(3), took.toMillis() / 1e3, expected);

        run.clockTo(at(firstDay.minusDays(1), LocalTime.of(23, 0)));
        Await.until("Aki's accounts", () -> BothTargets.missing(run, aki, true));
        if (run.codeHost().account(alice.id()).isPresent()
                || run.directory().account(alice.id()).isPresent()) {
            throw new StepFailed("Alice has an account the day before her first day");
        }
        evidence.seen(
                "%s 23:00 in Osaka: Aki, hired for this day, has both accounts, Alice none", firstDay.minusDays(1));

        run.clockTo(at(firstDay, LocalTime.MIDNIGHT));
        var lasted = Await.until("Alice's accounts", () -> BothTargets.missing(run, alice, true));
        evidence.seen(
                "%s 00:00 in Osaka, %s in Lyon: Alice has both accounts after %.1f s",
                firstDay,
                at(firstDay, LocalTime.MIDNIGHT)
                        .atZone(ZoneId.of(Somebody.LYON.zone()))
                        .toLocalDateTime(),
                lasted.toMillis() / 1e3);
        same("on the first day", expected, mails.about(alice, since));
    }

    private static Person hire(Run run, String given, LocalDate day, @Nullable Person manager) throws Exception {
        return run.hire(
                Somebody.at(Somebody.OSAKA, run, given, "Engineering", day, manager == null ? null : manager.id()));
    }

    /** A moment later: the clocks of the services are moved one after another. */
    private static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(ZONE).toInstant().plus(Duration.ofSeconds(1));
    }

    private static Optional<String> welcome(Mails mails, Person person, Instant since) throws Exception {
        var subject = "Welcome, " + person.user().at("/name/givenName").asText();
        var found = mails.about(person, since);
        return found.getOrDefault(Mails.address(person), List.of()).contains(subject)
                ? Optional.empty()
                : Optional.of("the mailbox has " + found);
    }

    private static Map<String, List<String>> expected(
            Person alice, LocalDate firstDay, Person manager, List<Person> team) {
        var name = alice.user().path("displayName").asText();
        var expected = new TreeMap<String, List<String>>();
        expected.put(
                Mails.address(alice),
                List.of("Welcome, " + alice.user().at("/name/givenName").asText()));
        expected.put(Mails.address(manager), List.of("%s starts on %s".formatted(name, firstDay)));
        team.forEach(colleague -> expected.put(Mails.address(colleague), List.of("A new colleague: " + name)));
        return expected;
    }

    private static Optional<String> difference(Map<String, List<String>> expected, Map<String, List<String>> found) {
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of("the mailbox has %s instead of %s".formatted(found, expected));
    }

    private static void same(String when, Map<String, List<String>> expected, Map<String, List<String>> found) {
        difference(expected, found).ifPresent(difference -> {
            throw new StepFailed(when + ": " + difference);
        });
    }
}
