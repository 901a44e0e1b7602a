package io.muster.stack.demo;

import io.muster.stack.organization.BulkLoad;
import io.muster.stack.organization.Kartapuce;
import io.muster.stack.organization.ScimUsers;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Services that were just started run their code for the first time, which takes seconds and says nothing of a service
 * that has run for a day. These people go the whole way before anything is measured, and are in no figure.
 */
final class WarmUp implements Step {
    private static final int PEOPLE = 250;
    private static final int CHUNK = 10;
    private static final long SEED = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "Warm-up";
    }

    @Override
    public String promise() {
        return PEOPLE
                + " people go the whole way first, so that what is measured later is not the start of the services";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var day = run.today(ZoneId.of("Europe/Paris"));
        var employees = Kartapuce.employees(new Kartapuce.Settings(SEED, PEOPLE, day, run.id() + "w"));
        var load = new BulkLoad(run.http().client(), run.scim(), run.hr());
        var people = new ArrayList<Person>();
        var rate = new FixedRate(run.settings().perSecond());
        for (int from = 0; from < employees.size(); from += CHUNK) {
            rate.awaitTurn(from);
            var chunk = employees.subList(from, Math.min(from + CHUNK, employees.size()));
            load.send(chunk);
            for (var employee : chunk) {
                var id = Objects.requireNonNull(load.ids().get(employee.number()));
                var manager = employee.manager() == null ? null : load.ids().get(employee.manager());
                people.add(new Person(id, ScimUsers.user(employee, manager), run.now()));
            }
        }
        var birthright = new Birthright(run.policies());
        var now = run.businessNow();
        var took = Await.until("the accounts of the warm-up", LIMIT, () -> {
            var directory = run.directory().accounts();
            var codeHost = run.codeHost().accounts();
            int missing = 0;
            for (var person : people) {
                boolean inDirectory = directory.containsKey(person.id()) || !birthright.isDue("directory", person, now);
                boolean inCodeHost = codeHost.containsKey(person.id()) || !birthright.isDue("code-host", person, now);
                missing += inDirectory && inCodeHost ? 0 : 1;
            }
            return missing == 0 ? Optional.empty() : Optional.of(missing + " have not got them");
        });
        evidence.seen("%d people, %.1f s", people.size(), took.toMillis() / 1e3);
    }
}
