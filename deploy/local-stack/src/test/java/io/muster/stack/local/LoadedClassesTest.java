package io.muster.stack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.AutoComplete;

/** Real JVMs, which say themselves from where they load a class. */
class LoadedClassesTest {
    private static final String FROM_THE_ARCHIVE = "shared objects file (top)";

    @TempDir
    Path directory;

    private Path jar = Path.of("");
    private Path archive = Path.of("");

    @BeforeEach
    void a_jar_that_was_built_a_while_ago() throws Exception {
        jar = directory.resolve("app.jar");
        archive = directory.resolve("classes.jsa");
        Files.copy(
                Path.of(AutoComplete.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()),
                jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(run()).doesNotContain(FROM_THE_ARCHIVE);
    }

    @Test
    void a_second_process_loads_what_the_first_one_left() throws Exception {
        assertThat(run()).contains(FROM_THE_ARCHIVE);
    }

    @Test
    void an_archive_of_an_older_build_is_written_anew() throws Exception {
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(120)));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(30)));
        assertThat(run()).doesNotContain(FROM_THE_ARCHIVE);
        assertThat(run()).contains(FROM_THE_ARCHIVE);
    }

    @Test
    void a_half_written_archive_is_written_anew() throws Exception {
        Files.write(archive, new byte[10_000]);
        assertThat(run()).doesNotContain(FROM_THE_ARCHIVE, "warning");
        assertThat(run()).contains(FROM_THE_ARCHIVE);
        Files.write(archive, new byte[0]);
        assertThat(run()).doesNotContain(FROM_THE_ARCHIVE, "warning");
        assertThat(run()).contains(FROM_THE_ARCHIVE);
    }

    private String run() throws IOException, InterruptedException {
        var command = new ArrayList<String>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(LoadedClasses.of(jar));
        command.addAll(
                List.of("-Xlog:class+load:stdout", "-cp", jar.toString(), AutoComplete.class.getName(), "--help"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
