package io.muster.workflows.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who goes first, ahead of an import. */
class IdentityEventsTest {
    @ParameterizedTest
    @CsvSource({
        "user.disabled, active,                                                                 false,      true",
        "user.updated,  urn:muster:params:scim:schemas:extension:employment:1.0:User:status,    Terminated, true",
        "user.updated,  urn:muster:params:scim:schemas:extension:employment:1.0:User:endDate,   2026-11-30, true",
        "user.updated,  urn:muster:params:scim:schemas:extension:employment:1.0:User:status,    leave,      false",
        "user.updated,  urn:muster:params:scim:schemas:extension:employment:1.0:User:hireDate,  2026-11-30, false",
        "user.updated,  title,                                                                  terminated, false",
        "user.created,  urn:muster:params:scim:schemas:extension:employment:1.0:User:endDate,   2026-11-30, false",
        "user.enabled,  active,                                                                 true,       false"
    })
    void who_may_have_ended_goes_first(String type, String path, String after, boolean first) {
        assertThat(IdentityEvents.mayLeave(event("io.muster.identity." + type, path, after)))
                .isEqualTo(first);
    }

    private static Event event(String type, String path, String after) {
        assertThat(EventTypes.all()).contains(type);
        var data = new EventData(
                Actor.client("hr"),
                Cause.PERSON,
                new Reason("HR said so", null),
                1,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(new Change(path, null, TextNode.valueOf(after))),
                null,
                null);
        return new Event("1", "scim-gateway", type, "alice", Instant.EPOCH, "1", null, null, Lane.BULK, data);
    }
}
