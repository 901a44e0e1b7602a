package io.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents name in the code is there. */
class TourTest {
    /** {@code `ResourceEndpoint.create`} or {@code `Outcome`}. */
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:\\.([a-z][A-Za-z0-9]*))?`");

    private static final JavaClasses CODE = new ClassFileImporter()
            .importPaths(Modules.product().stream().map(Modules::classes).toList());

    @Test
    void each_class_and_method_of_the_tour_is_in_the_code() {
        var tour = names(Modules.ROOT.resolve("docs/tour.md")).toList();
        assertThat(tour).as("the tour names what it walks through").hasSizeGreaterThan(40);
        assertThat(tour.stream().filter(name -> !there(name)).map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void each_method_that_a_modules_readme_names_is_in_the_code() {
        var gone = new TreeSet<String>();
        for (String module : Modules.product()) {
            names(Modules.ROOT.resolve(module).resolve("README.md"))
                    .filter(name -> name.group(2) != null && !there(name))
                    .forEach(name -> gone.add(module + ": " + name.group()));
        }
        assertThat(gone).isEmpty();
    }

    private static Stream<MatchResult> names(Path document) {
        return NAME.matcher(Modules.text(document)).results();
    }

    private static boolean there(MatchResult name) {
        var method = name.group(2);
        return classes(name.group(1)).stream()
                .anyMatch(type -> method == null
                        || type.getAllMethods().stream()
                                .anyMatch(each -> each.getName().equals(method)));
    }

    private static List<JavaClass> classes(String simpleName) {
        return CODE.stream()
                .filter(type -> type.getSimpleName().equals(simpleName))
                .toList();
    }
}
