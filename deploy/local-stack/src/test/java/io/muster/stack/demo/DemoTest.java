package io.muster.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.stack.targets.DirectoryServer;
import io.muster.stack.targets.ScimApplication;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    @Test
    void a_step_whose_service_is_missing_fails_the_demo_and_names_it() throws Exception {
        try (var application = ScimApplication.start(0, data.resolve("code-host"), "token");
                var directory = DirectoryServer.start(0, data.resolve("directory"), "password")) {
            var printed = new ByteArrayOutputStream();
            var told = new Told(false);
            var settings = new DemoSettings(20, 50, data, data.resolve("mapping.yaml"), data.resolve("report.html"));
            var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
            assertThat(new Demo(bareTargets(application.url(), directory.url()), settings, out, told).run())
                    .isFalse();
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("✘ Policies", "FAILED: this stack has no scim-gateway", "Steps seen: 0 of");
            assertThat(told.lines).containsExactly("before Policies", "Policies: this stack has no scim-gateway");
        }
    }

    @Test
    void a_demo_that_leaves_a_step_out_has_not_been_seen() throws Exception {
        try (var application = ScimApplication.start(0, data.resolve("code-host"), "token");
                var directory = DirectoryServer.start(0, data.resolve("directory"), "password")) {
            var told = new Told(true);
            var settings = new DemoSettings(20, 50, data, data.resolve("mapping.yaml"), data.resolve("report.html"));
            var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            assertThat(new Demo(bareTargets(application.url(), directory.url()), settings, out, told).run())
                    .isFalse();
            assertThat(told.lines).isEmpty();
        }
    }

    private record Told(boolean takesNone, List<String> lines) implements StepListener {
        Told(boolean takesNone) {
            this(takesNone, new ArrayList<>());
        }

        @Override
        public boolean takes(String step) {
            return !takesNone;
        }

        @Override
        public void before(String step) {
            lines.add("before " + step);
        }

        @Override
        public void after(String step, @Nullable String failure) {
            lines.add(step + ": " + failure);
        }
    }

    /** Two targets and not one service. */
    private static DemoStack bareTargets(String codeHost, String directory) {
        var status = JSON.createObjectNode();
        status.putObject("services");
        var targets = status.putObject("targets");
        targets.putObject("code-host").put("url", codeHost).put("token", "token");
        targets.putObject("directory")
                .put("url", directory)
                .put("baseDn", DirectoryServer.BASE_DN)
                .put("bindDn", DirectoryServer.BIND_DN)
                .put("password", "password");
        return new DemoStack() {
            @Override
            public JsonNode status() {
                return status;
            }

            @Override
            public String tokenOf(String userId) {
                throw new AssertionError("nobody asks for a token of " + userId);
            }

            @Override
            public String muster(String... arguments) {
                throw new AssertionError("nothing is run: " + String.join(" ", arguments));
            }

            @Override
            public String refused(String... arguments) {
                return muster(arguments);
            }
        };
    }
}
