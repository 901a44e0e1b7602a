package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A large group is gone at once; its memberships follow it in several transactions, and others hear of each once. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class DeletedGroupTest {
    /** Two whole chunks and a part of one. */
    private static final int MEMBERS = 1_200;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void its_memberships_follow_it_and_each_is_told_of_once() throws SQLException {
        var mark = unique("leaver");
        Crowd.people(mark, MEMBERS);
        var group = createGroup(unique("Large"));
        scim().body(Crowd.add(mark, MEMBERS)).patch("/Groups/" + group).then().statusCode(204);
        try (var other = PostgresControl.postgres().connect();
                var lock = other.prepareStatement("select from membership where group_id = ? for update")) {
            other.setAutoCommit(false);
            lock.setString(1, group);
            lock.execute();
            // Who waits for a single one of its memberships waits for ever.
            assertTimeoutPreemptively(
                    PATIENCE, () -> scim().delete("/Groups/" + group).then().statusCode(204));
            scim().get("/Groups/" + group).then().statusCode(404);
            scim().get("/Users/" + mark + 1).then().statusCode(200).body("groups", nullValue());
            other.rollback();
        }

        await().atMost(PATIENCE).until(() -> rows("select 1 as x from departing_group where group_id = ?", group) == 0);
        assertThat(rows("select 1 as x from membership where group_id = ?", group))
                .isZero();
        // What is told last, so that all before it has been told.
        var later = createGroup(unique("Later"));
        scim().body(Crowd.add(mark, 1)).patch("/Groups/" + later).then().statusCode(204);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            probe.await("marker", polled -> polled.key().equals(Topics.membershipKey(later, mark + 1)));
            var each =
                    List.of(EventTypes.MEMBERSHIP_ADDED + " 1", EventTypes.MEMBERSHIP_REMOVED + " 2", Told.TOMBSTONE);
            assertThat(Told.of(probe, group))
                    .isEqualTo(IntStream.rangeClosed(1, MEMBERS)
                            .mapToObj(n -> Topics.membershipKey(group, mark + n))
                            .collect(Collectors.toMap(Function.identity(), key -> each)));
        }
    }

    private static int rows(String sql, String group) throws SQLException {
        return PostgresControl.postgres().query(sql, group).size();
    }
}
