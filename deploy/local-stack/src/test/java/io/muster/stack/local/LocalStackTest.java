package io.muster.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.servers.ServerFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stack without services: an empty directory of sources has none that are built. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class LocalStackTest {
    @TempDir
    Path directory;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Test
    void a_process_that_dies_is_started_again_and_one_that_was_killed_on_purpose_stays_away() throws Exception {
        var home = new Home(directory, directory.resolve("home"));
        try (var stack = LocalStack.start(options(home))) {
            var mailbox = stack.service("mailbox");
            var first = mailbox.pid();
            assertThat(StackState.read(home)).isPresent();
            assertThatThrownBy(() -> LocalStack.start(options(home)))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining("A stack runs already");
            assertThat(Leftovers.of(home)).hasSize(3);

            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            assertThat(heard("mailbox (process " + first + ") ended")).contains("Started again in 1 s");
            while (mailbox.pid() == first) {
                Thread.onSpinWait(); // the test's timeout ends it
            }
            mailbox.awaitReady(Duration.ofMinutes(1));

            mailbox.kill9();
            assertThat(mailbox.isAlive()).isFalse();
            assertThat(mailbox.isReady()).isFalse();
            mailbox.start();
            mailbox.awaitReady(Duration.ofMinutes(1));
            assertThat(said).noneMatch(line -> line.contains("process " + mailbox.pid()));

            var stopped = mailbox.pid();
            var holds = new Holds(home);
            holds.add("mailbox");
            ProcessHandle.of(stopped).orElseThrow().destroy();
            assertThat(heard("mailbox was stopped")).contains("./muster start mailbox");
            assertThat(mailbox.isAlive()).isFalse();
            holds.remove("mailbox");
            while (mailbox.pid() == stopped) {
                Thread.onSpinWait(); // the test's timeout ends it
            }
            mailbox.awaitReady(Duration.ofMinutes(1));
        }
        assertThat(StackState.read(home)).isEmpty();
        assertThat(Leftovers.of(home)).isEmpty();
    }

    @Test
    void who_writes_to_no_companion_brings_none() {
        var home = new Home(directory, directory.resolve("home"));
        var dispatcher = options(home).withOnly(Set.of(Service.OUTBOUND_DISPATCHER));
        try (var stack = LocalStack.start(dispatcher)) {
            assertThat(stack.processes().stream().map(process -> process.plan().name()))
                    .containsExactly("code-host", "directory");
            assertThat(StackState.read(home)
                            .orElseThrow()
                            .json()
                            .at("/targets/directory/url")
                            .asText())
                    .startsWith("ldap://");
        }
        try (var stack = LocalStack.start(options(home).withOnly(Set.of(Service.SCIM_GATEWAY)))) {
            assertThat(stack.processes()).isEmpty();
        }
    }

    private String heard(String beginning) throws InterruptedException {
        while (true) {
            var line = said.take();
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    private StackOptions options(Home home) {
        return StackOptions.from(home, Map.of(), said::add).withPorts(PortMap.free());
    }
}
