package io.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no source file may hold, and how the tree is cut. */
class SourcesTest {
    private static final int MOST_LINES = 300;
    private static final int MOST_PACKAGES = 13;
    private static final Pattern LAYER =
            Pattern.compile("/(controller|controllers|dto|dtos|util|utils|impl|helper|helpers|manager|model)/");
    private static final Pattern EMPTY_NAME = Pattern.compile("(Manager|Helper|Impl|Util|Utils)\\.java$");

    @Test
    void a_file_is_short_enough_to_hold_in_the_head() {
        assertThat(all().filter(file -> Modules.text(file).lines().count() > MOST_LINES))
                .isEmpty();
    }

    @Test
    void packages_are_features_and_never_layers() {
        assertThat(all().filter(file -> LAYER.matcher(file.toString()).find())).isEmpty();
        assertThat(all().filter(file -> EMPTY_NAME.matcher(file.toString()).find()))
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() {
        assertThat(Modules.everySource("src/main/java").stream()
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !nullMarked(folder.resolve("package-info.java"))))
                .isEmpty();
    }

    private static boolean nullMarked(Path packageInfo) {
        return Files.exists(packageInfo) && Modules.text(packageInfo).contains("@NullMarked");
    }

    @Test
    void a_service_has_about_a_dozen_packages() {
        for (var service : Modules.SERVICES) {
            assertThat(Modules.sources(service, "src/main/java").stream()
                            .map(Path::getParent)
                            .distinct()
                            .count())
                    .as(service)
                    .isLessThanOrEqualTo(MOST_PACKAGES);
        }
    }

    /** What passes over locked rows is a claim of work, but for what tells all rows and comes back to those that somebody changes just now. */
    @Test
    void work_is_claimed_in_one_place() {
        assertThat(Modules.product().stream()
                        .filter(module -> !module.equals("postgres-runtime"))
                        .flatMap(module -> Modules.sources(module, "src/main/java").stream())
                        .filter(file -> !file.endsWith("ResourcesAgain.java"))
                        .filter(file -> Modules.text(file)
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("skip locked")))
                .isEmpty();
    }

    @Test
    void tests_await_conditions_and_skip_nothing() {
        var sleep = "Thread" + ".sleep";
        var disabled = "@" + "Disabled";
        var ignored = "@" + "Ignore";
        assertThat(Modules.everySource("src/test/java").stream().filter(file -> {
                    var text = Modules.text(file);
                    return text.contains(sleep) || text.contains(disabled) || text.contains(ignored);
                }))
                .isEmpty();
    }

    @Test
    void nothing_is_left_for_later() {
        var marks = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X:");
        assertThat(all().filter(file -> marks.stream().anyMatch(Modules.text(file)::contains)))
                .isEmpty();
    }

    private static Stream<Path> all() {
        return Stream.concat(
                Modules.everySource("src/main/java").stream(), Modules.everySource("src/test/java").stream());
    }
}
