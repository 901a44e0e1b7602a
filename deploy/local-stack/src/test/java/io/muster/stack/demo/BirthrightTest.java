package io.muster.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import io.muster.stack.organization.ScimUsers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

class BirthrightTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Path POLICIES =
            Path.of(System.getProperty("muster.root", "../.."), "deploy/sample-organization/policies");
    private static final List<Employee> PEOPLE = Kartapuce.employees(new Kartapuce.Settings(7, 1000, DAY, ""));

    @Test
    void engineers_at_work_today_are_due_on_the_code_host_and_nobody_else() throws Exception {
        var birthright = new Birthright(POLICIES);
        for (var employee : PEOPLE) {
            var working = employee.status() == Employee.Status.ACTIVE
                    && !employee.hireDate().isAfter(DAY)
                    && (employee.endDate() == null || !employee.endDate().isBefore(DAY));
            if (employee.hireDate().equals(DAY.plusDays(1))) {
                continue; // today or tomorrow depends on the zone, see below
            }
            assertThat(birthright.isDue("code-host", person(employee), NOON))
                    .as(employee.toString())
                    .isEqualTo(working && employee.department().equals("Engineering"));
            assertThat(birthright.isDue("directory", person(employee), NOON)).isEqualTo(working);
        }
    }

    @Test
    void a_hire_date_counts_from_midnight_in_the_persons_own_zone() {
        var user = person(PEOPLE.getFirst()).user().put("timezone", "Pacific/Auckland");
        user.withObject("/" + ScimUsers.EMPLOYMENT).put("hireDate", "2026-11-25");
        assertThat(Birthright.isEmployed(user, Instant.parse("2026-11-24T11:00:00Z")))
                .isTrue(); // 00:00 of the 25th in Auckland
        assertThat(Birthright.isEmployed(user, Instant.parse("2026-11-24T10:59:59Z")))
                .isFalse();
    }

    @Test
    void the_end_date_is_the_last_working_day() {
        var user = person(PEOPLE.getFirst()).user().put("timezone", "Europe/Paris");
        user.withObject("/" + ScimUsers.EMPLOYMENT).put("endDate", "2026-11-24");
        assertThat(Birthright.isEmployed(user, Instant.parse("2026-11-24T22:59:59Z")))
                .isTrue();
        assertThat(Birthright.isEmployed(user, Instant.parse("2026-11-24T23:00:00Z")))
                .isFalse();
    }

    @Test
    void an_application_says_how_long_a_leavers_account_is_kept_or_the_organization_does() throws Exception {
        var birthright = new Birthright(POLICIES);
        assertThat(birthright.retention("code-host")).isEqualTo(Period.ofDays(90));
        assertThat(birthright.retention("directory")).isEqualTo(Period.ofDays(30));
    }

    private static Person person(Employee employee) {
        return new Person(employee.number(), ScimUsers.user(employee, null), NOON);
    }
}
