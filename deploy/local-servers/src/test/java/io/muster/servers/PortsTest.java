package io.muster.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void a_taken_port_names_who_has_it() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.requireFree(socket.getLocalPort(), "Kafka"))
                    .isInstanceOf(PortTaken.class)
                    .hasMessageContaining("Port " + socket.getLocalPort() + " (wanted for Kafka) is taken by process "
                            + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void a_port_is_free_again_when_its_socket_is_closed() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
            assertThat(Ports.isFree(port)).isFalse();
        }
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void free_ports_differ_and_are_none_of_those_that_outgoing_connections_take() {
        assertThat(Ports.free(20)).doesNotHaveDuplicates().allMatch(port -> port > 1024 && port < 32_768);
    }
}
