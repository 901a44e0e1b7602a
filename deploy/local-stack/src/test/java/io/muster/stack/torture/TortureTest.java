package io.muster.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.muster.stack.demo.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the torture runs without a stack. */
class TortureTest {
    @TempDir
    Path directory;

    @Test
    void the_full_numbers_are_those_that_must_hold() {
        var promises = Scenarios.full(3, 1).stream()
                .collect(Collectors.groupingBy(
                        Scenario::name, Collectors.mapping(Scenario::promise, Collectors.joining())));
        assertThat(promises.keySet())
                .containsExactlyInAnyOrder(
                        "kill-scim-gateway",
                        "kill-lifecycle-workflows",
                        "kill-outbound-dispatcher",
                        "kill-audit-service",
                        "leaver-without-workflows",
                        "wipe",
                        "empty-policies",
                        "kill-after-commit",
                        "kill-import",
                        "kill-bulk",
                        "two-gateways",
                        "postgresql-away",
                        "kafka-away",
                        "mongodb-away",
                        "stopped-before-send",
                        "two-step-moves",
                        "relay",
                        "restore");
        assertThat(promises.get("kill-after-commit")).contains("50 times");
        assertThat(promises.get("kill-import")).contains("3 random rows", "20000");
        assertThat(promises.get("two-gateways")).contains("within 2000 ms", "2000 people");
        assertThat(promises.get("postgresql-away")).contains("180 s");
        assertThat(promises.get("two-step-moves")).contains("1000 people");
        assertThat(promises.get("relay")).contains("16 writers, 60000 events, 2 relays, 10 kills", "20 times");
    }

    @Test
    void the_organization_under_torture_is_the_sample_without_its_limits() throws Exception {
        var sample = Path.of(System.getProperty("muster.root")).resolve("deploy/sample-organization");
        Organization.withoutLimits(sample, directory);
        var limit = "/spec/limits/disables";
        assertThat(yaml(sample.resolve("targets/directory.yaml"))
                        .at(limit)
                        .path("count")
                        .asInt())
                .isLessThan(1_000);
        var changed = yaml(directory.resolve("targets/directory.yaml"));
        assertThat(changed.at(limit).path("count").asInt()).isGreaterThan(100_000);
        assertThat(changed.at("/spec/attributes"))
                .isEqualTo(yaml(sample.resolve("targets/directory.yaml")).at("/spec/attributes"));
        assertThat(Files.exists(directory.resolve("policies/organization.yaml")))
                .isTrue();
    }

    private static JsonNode yaml(Path file) throws Exception {
        return YAMLMapper.builder().build().readTree(file.toFile());
    }

    @Test
    void what_breaks_down_in_a_writer_is_the_failure_of_the_scenario() throws Exception {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Crew.times(100, done::add);
        assertThat(done).hasSize(100);
        assertThatThrownBy(() -> Crew.times(3, number -> {
                    throw new IllegalStateException("no " + number);
                }))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("no 0");
    }

    @Test
    void the_report_says_what_was_seen_and_what_broke() throws Exception {
        var begun = Instant.parse("2026-11-24T10:00:00Z");
        var page = TortureReport.markdown(
                "./muster torture",
                List.of(
                        new Torture.Result(
                                "wipe", "It comes back", begun, Duration.ofSeconds(90), List.of("3 mails"), null),
                        new Torture.Result(
                                "relay", "Nothing is lost", begun, Duration.ofSeconds(30), List.of(), "lost\n1")));
        assertThat(page)
                .contains("2 scenarios, 1 kept, 1 broken")
                .contains("| begun | 2026-11-24T10:00Z |")
                .contains("| took | 2 min 0 s |")
                .contains("processors")
                .contains("| wipe | kept | 90 |\n| relay | **broken** | 30 |")
                .contains("## wipe\n\nIt comes back.\n\n- 3 mails\n")
                .contains("- **Broken**: lost 1\n");
    }
}
