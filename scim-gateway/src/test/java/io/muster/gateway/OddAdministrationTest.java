package io.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-meant client sends to the addresses beside SCIM's resources: refused with what is wrong, never a failure inside. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class OddAdministrationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/scim/v2/Bulk/%00",
                "/scim/v2/Bulk/a%00b",
                "/import/%00",
                "/import/a%00b",
                "/tokens/%00",
                "/admin/republications/%00",
                "/admin/schemas/%00"
            })
    void what_no_id_can_hold_is_not_found(String address) throws IOException {
        for (var method : List.of("GET", "DELETE")) {
            assertThat(send(method, address).status()).as(method).isEqualTo(404);
        }
    }

    @Test
    void rows_of_what_no_id_can_hold_are_not_found() throws IOException {
        assertThat(send("GET", "/import/%00/rows").status()).isEqualTo(404);
    }

    @Test
    void who_may_not_look_is_told_so_whatever_the_id_holds() throws IOException {
        assertThat(RawHttp.send("GET", "/import/%00", "scim:read").status()).isEqualTo(403);
    }

    private static RawHttp.Answer send(String method, String address) throws IOException {
        return RawHttp.send(method, address, "scim:read", "scim:write", "scim:admin");
    }
}
