package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster unaccounted} against something that answers as the two services do. */
class UnaccountedTest {
    private static final String ALICE =
            "{\"type\":\"User\",\"id\":\"a1\",\"name\":\"alice\",\"epoch\":1,\"version\":3,\"since\":\"2026-11-28T10:00:00Z\"}";
    private static final String DONE = "200 {\"items\":[{\"state\":\"done\"}]}";

    @Test
    void it_lists_all_pages_and_says_when_the_gateway_is_not_done(@TempDir Path directory) throws IOException {
        try (var stack = GatewayStandIn.in(directory)) {
            stack.answers().add("200 {\"items\":[{\"state\":\"running\",\"resources\":{\"told\":3,\"total\":9}}]}");
            stack.answers().add("200 {\"items\":[" + ALICE + "],\"next\":\"c/1\"}");
            stack.answers().add("200 {\"items\":[" + ALICE.replace("a1", "a2") + "]}");
            assertThat(stack.run("unaccounted")).as(stack.err()).isZero();
            assertThat(stack.out()).contains("a1", "a2", "alice", "epoch 1");
            assertThat(stack.err()).contains("3 of 9");
            assertThat(stack.requests())
                    .containsExactly(
                            "GET /admin/republications?limit=1 ",
                            "GET /unaccounted?limit=1000 ",
                            "GET /unaccounted?limit=1000&cursor=c%2F1 ");
            stack.answers().add(DONE);
            stack.answers().add("200 {\"items\":[]}");
            assertThat(stack.run("unaccounted")).isZero();
            assertThat(stack.err()).contains("Everybody is accounted for.");
        }
    }

    @Test
    void a_decision_takes_the_resource_as_it_was_told_to_the_gateway(@TempDir Path directory) throws IOException {
        try (var stack = GatewayStandIn.in(directory)) {
            stack.answers().add("200 {\"type\":\"User\",\"id\":\"a1\",\"resource\":{\"userName\":\"alice\"}}");
            stack.answers().add("200 {\"id\":\"a1\",\"decision\":\"adopt\",\"changed\":true}");
            assertThat(stack.run("unaccounted", "adopt", "a1")).isZero();
            assertThat(stack.err()).contains("a1 is in the gateway again.");
            assertThat(stack.requests())
                    .containsExactly(
                            "GET /unaccounted/a1 ",
                            "PUT /admin/unaccounted/a1 {\"decision\":\"adopt\",\"type\":\"User\",\"resource\":{\"userName\":\"alice\"}}");
        }
    }

    @Test
    void one_that_cannot_be_decided_does_not_stop_the_others_and_is_told(@TempDir Path directory) throws IOException {
        try (var stack = GatewayStandIn.in(directory)) {
            stack.answers().add("404 {\"detail\":\"Nobody and nothing unaccounted has the id x.\"}");
            stack.answers().add("200 {\"type\":\"Group\",\"id\":\"g1\",\"resource\":{}}");
            stack.answers().add("200 {\"id\":\"g1\",\"decision\":\"delete\",\"changed\":false}");
            assertThat(stack.run("unaccounted", "delete", "x", "g1")).isEqualTo(1);
            assertThat(stack.err()).contains("x: Nobody", "g1 was decided so before.");
        }
    }
}
