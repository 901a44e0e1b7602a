package io.muster.stack.organization;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Employees as their HR system exports them: CSV (RFC 4180) with semicolons, German dates and codes. */
public final class PeopleCsv {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd.MM.uuuu", Locale.ROOT);
    private static final List<String> HEADER = List.of(
            "personnel_no",
            "login",
            "given_name",
            "family_name",
            "display_name",
            "email",
            "title",
            "department",
            "cost_center",
            "site",
            "country",
            "language",
            "time_zone",
            "contract",
            "hired",
            "ends",
            "status",
            "manager_no");

    private PeopleCsv() {}

    /** The whole file. */
    public static String of(List<Employee> employees) {
        return Stream.concat(Stream.of(HEADER), employees.stream().map(PeopleCsv::row))
                .map(row -> row.stream().map(PeopleCsv::quoted).collect(Collectors.joining(";")))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static List<String> row(Employee employee) {
        return List.of(
                employee.number(),
                employee.userName(),
                employee.givenName(),
                employee.familyName(),
                employee.displayName(),
                employee.email(),
                employee.title(),
                employee.department(),
                employee.costCenter(),
                employee.site().name(),
                employee.site().country(),
                employee.site().language(),
                employee.site().zone(),
                employee.employmentType(),
                date(employee.hireDate()),
                date(employee.endDate()),
                switch (employee.status()) {
                    case ACTIVE -> "A";
                    case LEAVE -> "L";
                    case TERMINATED -> "T";
                },
                employee.manager() == null ? "" : employee.manager());
    }

    private static String date(@Nullable LocalDate day) {
        return day == null ? "" : DATE.format(day);
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ';' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }
}
