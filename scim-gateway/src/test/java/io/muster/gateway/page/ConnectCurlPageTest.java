package io.muster.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Does what {@code docs/connect-curl.md} tells a reader to do, and expects the answers that it shows. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ConnectCurlPageTest {
    private static final Path PAGE =
            Path.of(Objects.requireNonNull(System.getProperty("muster.root")), "docs/connect-curl.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)\\n?^```");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?s)([A-Z]+)=(.*)");
    private static final Pattern TAKEN_FROM_ANSWER =
            Pattern.compile("(?s)\\$\\((curl .*) \\| jq -r '\\.Resources\\[0]\\.id'\\)");
    private static final String USUAL = "http://127.0.0.1:8080/scim/v2";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> variables = new HashMap<>();
    private @Nullable HttpResponse<String> last;

    @Test
    void each_command_gets_the_answer_that_the_page_shows() throws Exception {
        var address = "http://127.0.0.1:" + RestAssured.port + "/scim/v2";
        variables.put("S", address);
        variables.put("TOKEN", Tokens.client("curl", "scim:read", "scim:write"));
        int shown = 0;
        try (var http = HttpClient.newHttpClient()) {
            for (var block : BLOCK.matcher(Files.readString(PAGE)).results().toList()) {
                switch (block.group(1)) {
                    case "bash" -> {
                        for (var command : ShellLine.commands(block.group(2))) {
                            run(http, command);
                        }
                    }
                    case "http" -> {
                        new ExpectedAnswer(block.group(2).replace(USUAL, address))
                                .assertIs(Objects.requireNonNull(last));
                        shown++;
                    }
                    default -> throw new AssertionError("no test for a block of " + block.group(1));
                }
            }
        }
        assertThat(shown).isGreaterThan(10);
    }

    private void run(HttpClient http, String command) throws IOException, InterruptedException {
        var assignment = ASSIGNMENT.matcher(command);
        if (!assignment.matches()) {
            last = curl(http, command);
            return;
        }
        var name = assignment.group(1);
        if (variables.containsKey(name)) {
            return;
        }
        var taken = TAKEN_FROM_ANSWER.matcher(assignment.group(2));
        assertThat(taken.matches()).as(command).isTrue();
        var answer = JSON.readTree(curl(http, taken.group(1)).body());
        variables.put(name, answer.at("/Resources/0/id").textValue());
    }

    private HttpResponse<String> curl(HttpClient http, String command) throws IOException, InterruptedException {
        var words = ShellLine.words(command, variables);
        assertThat(words.getFirst()).isEqualTo("curl");
        return Curl.send(http, words);
    }
}
