package io.muster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    @TempDir
    Path directory;

    @Test
    void eachHasItsSectionAndLeavesTheOthersAlone() throws IOException {
        var file = directory.resolve("docs/figures.md");
        var page = new Page(file);
        page.put("Disables", "1 s\n\n| a |");
        page.put("Gateway", "old $1 \\ text");
        Files.writeString(file, Files.readString(file) + "\n## By hand\n\nkept\n");

        page.put("Gateway", "new $1 \\ text");
        page.put("Disables", "2 s");

        assertThat(file).hasContent("""
                # Benchmarks

                ## Disables

                2 s

                ## Gateway

                new $1 \\ text

                ## By hand

                kept
                """);
    }
}
