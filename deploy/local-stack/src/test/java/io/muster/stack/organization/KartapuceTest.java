package io.muster.stack.organization;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KartapuceTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final List<Employee> PEOPLE = Kartapuce.employees(new Kartapuce.Settings(7, 1000, DAY, ""));

    @Test
    void the_same_settings_give_the_same_people_and_another_seed_others() {
        assertThat(Kartapuce.employees(new Kartapuce.Settings(7, 1000, DAY, "")))
                .isEqualTo(PEOPLE);
        assertThat(Kartapuce.employees(new Kartapuce.Settings(8, 1000, DAY, "")))
                .isNotEqualTo(PEOPLE);
    }

    @Test
    void there_are_exactly_as_many_as_asked_each_with_its_own_number_user_name_and_address() {
        assertThat(PEOPLE).hasSize(1000);
        assertThat(PEOPLE.stream().map(Employee::number)).doesNotHaveDuplicates();
        assertThat(PEOPLE.stream().map(Employee::userName))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9.]{3,60}"));
        assertThat(PEOPLE.stream().map(Employee::email)).doesNotHaveDuplicates();
    }

    @Test
    void managers_form_a_tree_and_stand_before_their_reports() {
        var seen = new HashSet<String>();
        for (var employee : PEOPLE) {
            if (employee.manager() != null) {
                assertThat(seen).contains(employee.manager());
            }
            seen.add(employee.number());
        }
        assertThat(PEOPLE.stream().filter(e -> e.manager() == null)).hasSize(2); // the head, and a row that lacks it
        var reports =
                PEOPLE.stream().filter(e -> e.manager() != null).collect(groupingBy(Employee::manager, counting()));
        assertThat(reports.values()).allMatch(count -> count <= 45);
    }

    @Test
    void managers_are_employed_today() {
        Map<String, Employee> byNumber = PEOPLE.stream().collect(toMap(Employee::number, e -> e));
        assertThat(PEOPLE.stream()
                        .map(Employee::manager)
                        .filter(byNumber::containsKey)
                        .map(byNumber::get))
                .allMatch(manager -> manager.status() == Employee.Status.ACTIVE
                        && manager.hireDate().isBefore(DAY)
                        && manager.endDate() == null);
    }

    @Test
    void dates_lie_on_both_sides_of_the_day_and_zones_exist() {
        assertThat(PEOPLE.stream().filter(e -> e.hireDate().isAfter(DAY)).count())
                .isBetween(10L, 60L);
        assertThat(PEOPLE.stream()
                        .filter(e -> e.status() == Employee.Status.TERMINATED)
                        .count())
                .isBetween(2L, 30L);
        assertThat(PEOPLE.stream()
                        .filter(e -> e.endDate() != null && e.endDate().isAfter(DAY))
                        .count())
                .isGreaterThan(20);
        assertThat(PEOPLE.stream().map(e -> ZoneId.of(e.site().zone())).distinct())
                .hasSizeGreaterThan(6);
        assertThat(PEOPLE).allMatch(e -> e.endDate() == null || !e.endDate().isBefore(e.hireDate()));
    }

    @Test
    void the_ordinary_mess_is_in_it() {
        assertThat(PEOPLE.stream()
                        .filter(e -> e.displayName().equals("Jürgen Groß"))
                        .count())
                .isGreaterThanOrEqualTo(2);
        assertThat(PEOPLE).anyMatch(e -> e.familyName().length() > 100);
        assertThat(PEOPLE).anyMatch(e -> e.familyName().codePoints().anyMatch(c -> c > 0xFFFF));
        var scripts = PEOPLE.stream()
                .flatMap(e -> e.familyName().codePoints().mapToObj(Character.UnicodeScript::of))
                .distinct();
        assertThat(scripts)
                .contains(
                        Character.UnicodeScript.LATIN,
                        Character.UnicodeScript.HAN,
                        Character.UnicodeScript.CYRILLIC,
                        Character.UnicodeScript.ARABIC,
                        Character.UnicodeScript.DEVANAGARI,
                        Character.UnicodeScript.GREEK,
                        Character.UnicodeScript.HANGUL);
    }

    @Test
    void a_namespace_keeps_two_runs_apart() {
        var other = Kartapuce.employees(new Kartapuce.Settings(7, 1000, DAY, "r2"));
        assertThat(other.getFirst().number()).isEqualTo("r2-00001");
        assertThat(other.stream().map(Employee::userName))
                .doesNotContainAnyElementsOf(
                        PEOPLE.stream().map(Employee::userName).toList());
    }

    @Test
    void settings_out_of_range_are_refused() {
        assertThatThrownBy(() -> new Kartapuce.Settings(7, 19, DAY, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Kartapuce.Settings(7, 20, DAY, "No!"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_bulk_request_refers_to_managers_by_bulk_id() {
        try (var http = HttpClient.newHttpClient()) {
            var request = new BulkLoad(http, "http://127.0.0.1:1/scim/v2", "none").request(PEOPLE.subList(0, 3));
            assertThat(request.at("/Operations/0/data/" + ScimUsers.ENTERPRISE + "/manager")
                            .isMissingNode())
                    .isTrue();
            assertThat(request.at("/Operations/1/data/" + ScimUsers.ENTERPRISE + "/manager/value")
                            .asText())
                    .isEqualTo("bulkId:00001");
            assertThat(request.at("/Operations/1/data/" + ScimUsers.EMPLOYMENT + "/hireDate")
                            .asText())
                    .isEqualTo(PEOPLE.get(1).hireDate().toString());
        }
    }
}
