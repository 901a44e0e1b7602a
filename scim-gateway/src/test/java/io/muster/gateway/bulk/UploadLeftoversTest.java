package io.muster.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadLeftoversTest {
    @Test
    void what_a_killed_process_left_is_gone_after_the_next_start(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("half-a-file"), "people");
        new UploadLeftovers(directory.toString()).remove(new StartupEvent());
        assertThat(directory).isEmptyDirectory();
        new UploadLeftovers(directory.resolve("none").toString()).remove(new StartupEvent());
    }
}
