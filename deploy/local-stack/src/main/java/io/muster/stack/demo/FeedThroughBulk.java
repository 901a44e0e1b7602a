package io.muster.stack.demo;

import io.muster.stack.organization.BulkLoad;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import io.muster.stack.organization.ScimUsers;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The HR feed: Kartapuce through {@code /Bulk}, at a fixed rate. */
final class FeedThroughBulk implements Step {
    private static final int CHUNK = 25;

    @Override
    public String name() {
        return "HR feed";
    }

    @Override
    public String promise() {
        return "the employees of Kartapuce come in through /Bulk at a fixed rate, each acknowledged with an id";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var settings = run.settings();
        var day = run.today(ZoneId.of("Europe/Paris"));
        var employees = Kartapuce.employees(new Kartapuce.Settings(2026, settings.people(), day, run.id()));
        var load = new BulkLoad(run.http().client(), run.scim(), run.hr());
        var rate = new FixedRate(settings.perSecond());
        for (int from = 0; from < employees.size(); from += CHUNK) {
            rate.awaitTurn(from);
            send(run, load, employees.subList(from, Math.min(from + CHUNK, employees.size())));
        }
        evidence.seen(
                "%d people acknowledged in %.1f s; asked for %d a second",
                employees.size(), rate.elapsed().toMillis() / 1e3, settings.perSecond());
        run.fact("load", "%d people at %d a second".formatted(employees.size(), settings.perSecond()));
    }

    private static void send(Run run, BulkLoad load, List<Employee> chunk) throws Exception {
        var sentAt = run.now();
        load.send(chunk);
        var ids = load.ids();
        for (var employee : chunk) {
            var manager = employee.manager() == null ? null : ids.get(employee.manager());
            run.add(new Person(
                    Objects.requireNonNull(ids.get(employee.number())), ScimUsers.user(employee, manager), sentAt));
        }
    }
}
