package io.muster.verification.story;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who gets what is said by policies, not by code. */
class NoDepartmentInTheCodeTest {
    private static final Path ROOT = Path.of(System.getProperty("muster.root"));
    private static final List<String> SERVICES =
            List.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");

    @Test
    void no_service_names_a_department_or_a_site_of_the_sample_organization() throws IOException {
        var names = names();
        assertThat(names).contains("Engineering", "Sales", "lyon");
        var found = new ArrayList<String>();
        for (var service : SERVICES) {
            for (var file : sources(ROOT.resolve(service).resolve("src/main"))) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                names.stream()
                        .filter(name -> text.contains("\"" + name + "\"") || text.contains("'" + name + "'"))
                        .forEach(name -> found.add(ROOT.relativize(file) + " names " + name));
            }
        }
        assertThat(found).isEmpty();
    }

    private static Set<String> names() {
        var people = Kartapuce.employees(new Kartapuce.Settings(1, 1000, LocalDate.of(2026, 11, 24), ""));
        var names = people.stream().map(Employee::department).collect(toCollection(TreeSet::new));
        people.forEach(employee -> names.add(employee.site().name()));
        return names;
    }

    private static List<Path> sources(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
