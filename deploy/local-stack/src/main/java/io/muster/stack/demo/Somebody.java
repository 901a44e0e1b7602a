package io.muster.stack.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.ScimUsers;
import io.muster.stack.organization.Site;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The people with a role in the story: Alice, Bob and those around them. */
final class Somebody {
    /** Where those of the story work of whom nothing else is said. */
    static final Site LYON = new Site("lyon", "Europe/Paris", "FR", "fr");

    /** Where the day begins eight hours before Lyon's. */
    static final Site OSAKA = new Site("osaka", "Asia/Tokyo", "JP", "ja");

    private Somebody() {}

    static String number(Run run, String given) {
        return run.id() + "-" + given.toLowerCase(Locale.ROOT);
    }

    static String userName(Run run, String given) {
        return given.toLowerCase(Locale.ROOT) + "." + run.id();
    }

    /** A person of this run with this given name, hired on this day, in Lyon. */
    static ObjectNode named(Run run, String given, String department, LocalDate hireDate, @Nullable String managerId) {
        return at(LYON, run, given, department, hireDate, managerId);
    }

    /** The same elsewhere. */
    static ObjectNode at(
            Site site, Run run, String given, String department, LocalDate hireDate, @Nullable String managerId) {
        return ScimUsers.user(employee(site, run, given, department, hireDate), managerId);
    }

    /** As HR's own system has him. */
    static Employee employee(Run run, String given, String department, LocalDate hireDate) {
        return employee(LYON, run, given, department, hireDate);
    }

    private static Employee employee(Site site, Run run, String given, String department, LocalDate hireDate) {
        var userName = userName(run, given);
        return new Employee(
                number(run, given),
                userName,
                given,
                "Marchetti",
                userName + "@kartapuce.example",
                "Software Engineer",
                department,
                "CC-" + run.id(),
                site,
                "Employee",
                hireDate,
                null,
                Employee.Status.ACTIVE,
                null);
    }
}
