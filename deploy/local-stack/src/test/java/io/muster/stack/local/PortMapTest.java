package io.muster.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.servers.Ports;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortMapTest {
    @Test
    void the_usual_ports_are_those_that_scripts_rely_on() {
        var ports = PortMap.from(Map.of());

        assertThat(ports.of(Port.SCIM_GATEWAY)).isEqualTo(8080);
        assertThat(ports.of(Port.LIFECYCLE_WORKFLOWS)).isEqualTo(8081);
        assertThat(ports.of(Port.OUTBOUND_DISPATCHER)).isEqualTo(8082);
        assertThat(ports.of(Port.AUDIT_SERVICE)).isEqualTo(8083);
        assertThat(ports.of(Port.CODE_HOST)).isEqualTo(8090);
        assertThat(ports.of(Port.DIRECTORY)).isEqualTo(1389);
        assertThat(ports.of(Port.SMTP)).isEqualTo(1025);
        assertThat(ports.of(Port.MAIL)).isEqualTo(8025);
        assertThat(ports.of(Port.POSTGRESQL)).isEqualTo(15_432);
        assertThat(ports.of(Port.KAFKA)).isEqualTo(9092);
        assertThat(ports.of(Port.MONGODB)).isEqualTo(27_017);
    }

    @Test
    void an_offset_shifts_all_but_the_port_that_is_named() {
        var ports = PortMap.from(Map.of("MUSTER_PORT_OFFSET", "1000", "MUSTER_PORT_KAFKA", "19092"));

        assertThat(ports.of(Port.SCIM_GATEWAY)).isEqualTo(9080);
        assertThat(ports.of(Port.KAFKA)).isEqualTo(19_092);
        assertThat(ports.numbers().values()).doesNotHaveDuplicates();
    }

    @Test
    void a_stack_beside_others_has_free_ports_that_no_outgoing_connection_takes() {
        var ports = PortMap.moved();

        assertThat(ports.numbers().values()).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
        assertThat(ports.numbers().values()).noneMatch(Ports::answers);
        assertThat(ports.of(Port.SMTP) - Port.SMTP.usual()).isPositive();
    }

    @Test
    void stacks_that_start_at_the_same_time_have_no_port_in_common() {
        var ports = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> PortMap.moved())
                .flatMap(moved -> moved.numbers().values().stream())
                .toList();

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void what_is_no_port_is_refused_with_the_variable_to_change() {
        assertThatThrownBy(() -> PortMap.from(Map.of("MUSTER_PORT_OFFSET", "many")))
                .hasMessage("MUSTER_PORT_OFFSET=many is not a number");
        assertThatThrownBy(() -> PortMap.from(Map.of("MUSTER_PORT_MAIL", "70000")))
                .hasMessageContaining("MUSTER_PORT_MAIL");
    }
}
