package io.muster.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.servers.Ports;
import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
    @TempDir
    Path directory;

    @Test
    void a_service_whose_port_was_taken_says_which() throws IOException {
        var log = log("""
                {"level":"ERROR","message":"Failed to start application","exception":{"message":"Failed to start quarkus",\
                "causedBy":{"exception":{"message":"Port 8080 seems to be in use by another process"}}}}
                {"level":"ERROR","message":"Something that came after it"}
                """);

        assertThat(LastWords.of(log, 0))
                .contains("Failed to start application: Port 8080 seems to be in use by another process");
    }

    @Test
    void else_the_last_error_of_this_run_counts_and_a_warning_does_not() throws IOException {
        var log = log("{\"level\":\"ERROR\",\"message\":\"of an earlier run\"}\n");
        long from = LastWords.end(log);
        assertThat(LastWords.of(log, from)).isEmpty();
        Files.writeString(log, """
                {"level":"ERROR","message":"No database","exception":{"message":"Connection refused"}}
                {"level":"WARN","message":"Stopping"}
                not a line of {JSON}
                """, StandardOpenOption.APPEND);

        assertThat(LastWords.of(log, from)).contains("No database: Connection refused");
        assertThat(LastWords.of(directory.resolve("none"), 0)).isEmpty();
    }

    @Test
    void a_process_that_finds_its_port_taken_ends_with_the_reason() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var plan = new ManagedProcess.Plan(
                    "mailbox",
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.muster.stack.mail.Mailbox",
                            Integer.toString(Ports.free()),
                            Integer.toString(other.getLocalPort()),
                            directory.toString()),
                    Map.of(),
                    directory.resolve("mailbox.log"),
                    "http://127.0.0.1",
                    () -> false);
            var home = new Home(directory, directory.resolve("home"));
            var mailbox = new ManagedProcess(plan, false, line -> {}, () -> {}, new Holds(home));
            mailbox.start();

            assertThatThrownBy(() -> mailbox.awaitReady(Duration.ofMinutes(1)))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining("Address already in use");
            mailbox.stop();
        }
    }

    private Path log(String text) throws IOException {
        return Files.writeString(directory.resolve("service.log"), text);
    }
}
