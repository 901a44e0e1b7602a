package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster republish} against something that answers as the gateway does. */
class RepublishTest {
    private static final String RUNNING =
            "{\"id\":\"r1\",\"state\":\"running\",\"resources\":{\"told\":3,\"total\":7},\"memberships\":{\"told\":0,\"total\":2}}";
    private static final String DONE =
            "{\"id\":\"r1\",\"state\":\"done\",\"resources\":{\"told\":7,\"total\":7},\"memberships\":{\"told\":2,\"total\":2}}";

    @Test
    void it_waits_for_the_end_and_says_what_was_told(@TempDir Path directory) throws IOException {
        try (var gateway = GatewayStandIn.in(directory)) {
            gateway.answers().add("202 " + RUNNING);
            gateway.answers().add("200 " + RUNNING);
            gateway.answers().add("200 " + DONE);
            assertThat(gateway.run("republish")).as(gateway.err()).isZero();
            assertThat(gateway.requests())
                    .containsExactly(
                            "POST /admin/republications {}",
                            "GET /admin/republications/r1 ",
                            "GET /admin/republications/r1 ");
            assertThat(gateway.err()).contains("Told 7 resources and 2 memberships.");
        }
    }

    @Test
    void it_fails_where_it_was_stopped_or_refused(@TempDir Path directory) throws IOException {
        try (var gateway = GatewayStandIn.in(directory)) {
            gateway.answers().add("202 " + RUNNING);
            gateway.answers().add("200 " + DONE.replace("done", "stopped"));
            assertThat(gateway.run("republish")).isEqualTo(1);
            assertThat(gateway.err()).contains("Stopped");
            gateway.answers().add("409 {\"detail\":\"A republication goes on already: r0. Await its end.\"}");
            assertThat(gateway.run("republish")).isEqualTo(1);
            assertThat(gateway.err()).contains("409", "r0");
        }
    }

    @Test
    void it_stops_one_that_goes_on(@TempDir Path directory) throws IOException {
        try (var gateway = GatewayStandIn.in(directory)) {
            gateway.answers().add("200 " + DONE.replace("done", "stopped"));
            assertThat(gateway.run("republish", "--stop", "r1", "--json")).isZero();
            assertThat(gateway.requests()).containsExactly("DELETE /admin/republications/r1 ");
            assertThat(gateway.out()).contains("\"stopped\"");
        }
    }
}
