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
    private static final Site LYON = new Site("lyon", "Europe/Paris", "FR", "fr");

    private Somebody() {}

    /** A person of this run with this given name, hired on this day. */
    static ObjectNode named(Run run, String given, String department, LocalDate hireDate, @Nullable String managerId) {
        var userName = given.toLowerCase(Locale.ROOT) + "." + run.id();
        var employee = new Employee(
                run.id() + "-" + given.toLowerCase(Locale.ROOT),
                userName,
                given,
                "Marchetti",
                userName + "@kartapuce.example",
                "Software Engineer",
                department,
                "CC-" + run.id(),
                LYON,
                "Employee",
                hireDate,
                null,
                Employee.Status.ACTIVE,
                null);
        return ScimUsers.user(employee, managerId);
    }
}
