package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.demo.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What somebody sees who waits. */
class BarTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

    @Test
    void it_says_how_much_is_done_of_what_and_how_long_it_has_taken_and_will_take() throws Exception {
        try (var bar = Bar.seen(stream)) {
            bar.now("Planning", 250, 1000);
            // Elapsed, and what is left.
            shows("25%.* 250/1000 \\(\\d+:\\d\\d:\\d\\d / \\d+:\\d\\d:\\d\\d\\).*Planning");
            bar.now("Writing", 10, 40);
            shows("25%.* 10/40 \\(.*Writing");
            bar.now("Writing", 40, 40);
        }
        assertThat(last()).containsPattern("100%.* 40/40 \\(.*Writing");
    }

    private void shows(String pattern) throws Exception {
        Await.until(pattern, Duration.ofSeconds(10), () -> {
            var line = last();
            return Pattern.compile(pattern).matcher(line).find() ? Optional.empty() : Optional.of(line);
        });
    }

    @Test
    void where_nobody_looks_nothing_is_written() {
        try (var bar = Bar.on(stream, true)) {
            bar.now("Planning", 1, 2);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private String last() {
        var lines = List.of(out.toString(StandardCharsets.UTF_8).split("[\\r\\n]+"));
        return lines.getLast();
    }
}
