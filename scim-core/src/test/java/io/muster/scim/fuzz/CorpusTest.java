package io.muster.scim.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What fuzzing has found worth keeping, in {@code src/test/resources/fuzz}: each input once, against a clock. {@code ./mvnw verify -Pfuzz
 * -pl scim-core} looks for more.
 */
class CorpusTest {
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private record Target(String name, Consumer<byte[]> run) {}

    private static final List<Target> TARGETS = List.of(
            new Target("filter", FilterTarget::fuzzerTestOneInput),
            new Target("path", PathTarget::fuzzerTestOneInput),
            new Target("patch", PatchTarget::fuzzerTestOneInput),
            new Target("resource", ResourceTarget::fuzzerTestOneInput));

    @TestFactory
    List<DynamicTest> an_input_ends_in_a_result_or_a_scim_error() {
        return TARGETS.stream()
                .map(target -> DynamicTest.dynamicTest(target.name, () -> {
                    for (Path file : corpus(target.name)) {
                        byte[] input = Files.readAllBytes(file);
                        assertTimeoutPreemptively(AT_MOST, () -> target.run.accept(input), file::toString);
                    }
                }))
                .toList();
    }

    /** Inputs that are larger than anything in the corpus, and deeper. */
    @ParameterizedTest
    @ValueSource(strings = {"(", "not (", "a[", "a.", "\"", "a pr and ", "{\"a\":", "[", "[{\"value\":", "\\", "urn:"})
    void what_is_repeated_without_end_ends(String part) {
        byte[] input = part.repeat(100_000).getBytes(StandardCharsets.UTF_8);
        for (Target target : TARGETS) {
            assertTimeoutPreemptively(AT_MOST, () -> target.run.accept(input), target.name);
        }
    }

    private static List<Path> corpus(String target) throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(CorpusTest.class.getResource("/fuzz/" + target), target);
        try (var files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }
}
