package io.muster.verification.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.muster.stack.command.Commands;
import io.muster.stack.command.Launcher;
import io.muster.stack.local.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README tells a reader to type is there to be typed; where it costs no minutes and no running stack, it is typed. */
class ReadmeTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("muster.root")));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
    private static final Pattern INLINE = Pattern.compile("`(\\./muster [^`]+)`");
    private static final Pattern IMAGE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");
    private static final Pattern LINK = Pattern.compile("]\\(((?!http|#)[^)#]+)[^)]*\\)");

    /** What the script itself does before the launcher is asked. */
    private static final Set<String> OF_THE_SCRIPT = Set.of("test", "check", "fmt", "build", "bench");

    /** What looks for changed sources first, and builds: not under a build that is running. */
    private static final Set<String> BUILDING = Set.of("up", "demo", "bench", "torture");

    /** Commands that end in a second and need nothing that runs. */
    private static final Set<String> REALLY_RUN = Set.of("--help", "organization");

    static Stream<String> commands() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        var blocks =
                BLOCK.matcher(readme).results().flatMap(block -> block.group(1).lines());
        var inline = INLINE.matcher(readme).results().map(found -> found.group(1));
        return Stream.concat(blocks, inline)
                .map(line -> line.replaceAll("\\s+#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .distinct();
    }

    @Test
    void the_readme_shows_commands_and_the_two_that_matter_are_among_them() throws IOException {
        assertThat(commands()).contains("./muster demo", "./muster test").hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_is_one_of_ours_with_options_that_it_has(String command) throws IOException {
        var words = words(command);
        assertThat(words.getFirst()).isEqualTo("./muster");
        var arguments = words.subList(1, words.size());
        if (OF_THE_SCRIPT.contains(arguments.getFirst())) {
            assertThat(Files.readString(ROOT.resolve("muster")))
                    .containsPattern("(?m)^  " + arguments.getFirst() + "\\)$");
        } else {
            assertThatCode(() -> launcher().parseArgs(arguments.toArray(String[]::new)))
                    .doesNotThrowAnyException();
        }
        for (String word : arguments) {
            if (word.startsWith("deploy/")) {
                assertThat(ROOT.resolve(word)).exists();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_that_costs_nothing_does_what_it_says(String command, @TempDir Path home) throws Exception {
        var arguments = words(command).subList(1, words(command).size());
        var first = arguments.getFirst();
        if (OF_THE_SCRIPT.contains(first) || BUILDING.contains(first)) {
            return;
        }
        if (REALLY_RUN.contains(first)) {
            assertThat(run(home, arguments)).as(command).isZero();
        }
        if (!first.startsWith("-")) {
            assertThat(run(home, List.of(first, "--help")))
                    .as(first + " --help")
                    .isZero();
        }
    }

    @Test
    void what_it_links_to_and_shows_is_there() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(IMAGE.matcher(readme).results().map(image -> ROOT.resolve(image.group(1))))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image).isNotEmptyFile());
        assertThat(LINK.matcher(readme).results().map(link -> ROOT.resolve(link.group(1))))
                .allSatisfy(linked -> assertThat(linked).exists());
    }

    /** The commands that the running text lists by name alone. */
    @Test
    void the_other_commands_that_it_lists_exist() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        var listed = readme.substring(readme.indexOf("`./muster --help` lists"));
        listed = listed.substring(0, listed.indexOf("\n\n"));
        var names = new ArrayList<String>();
        Pattern.compile("`([a-z]+)[^`]*`").matcher(listed).results().forEach(name -> names.add(name.group(1)));
        assertThat(names).hasSizeGreaterThan(5);
        assertThat(launcher().getSubcommands().keySet()).containsAll(names);
    }

    private static CommandLine launcher() {
        return Commands.line(Launcher.of(Home.of(ROOT, Map.of()), Map.of()));
    }

    private static List<String> words(String command) {
        return Arrays.asList(command.split("\\s+"));
    }

    /** The launcher as the script starts it, from the jar that was built; its home is empty, so that nothing runs there. */
    private static int run(Path home, List<String> arguments) throws IOException, InterruptedException {
        assertThat(ROOT.resolve("deploy/local-stack/target/local-stack-0.1.0.jar"))
                .exists();
        var command = new ArrayList<String>(List.of(ROOT.resolve("muster").toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().put("MUSTER_HOME", home.toString());
        var output = home.resolve("output.txt");
        var process = builder.redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(output, StandardCharsets.UTF_8));
        }
        return process.exitValue();
    }
}
