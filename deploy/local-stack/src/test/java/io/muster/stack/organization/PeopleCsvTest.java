package io.muster.stack.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeopleCsvTest {
    private static final Path SAMPLE = Path.of(Objects.requireNonNull(System.getProperty("muster.root")))
            .resolve("deploy/sample-import/people.csv");

    @Test
    void the_sample_is_what_the_generator_makes() throws IOException {
        var people = Kartapuce.employees(new Kartapuce.Settings(2026, 100, LocalDate.of(2026, 11, 24), ""));
        assertThat(Files.readString(SAMPLE)).isEqualTo(PeopleCsv.of(people));
    }
}
