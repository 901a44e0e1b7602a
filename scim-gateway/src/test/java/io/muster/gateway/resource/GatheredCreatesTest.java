package io.muster.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.request.Call;
import io.muster.gateway.sql.Gatherer;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.id.Uuid7;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is created at the same time shares a transaction, and nothing else: each gets his own answer, and his event if he is there. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class GatheredCreatesTest {
    private static final PostgresControl POSTGRES = PostgresControl.postgres();
    private static final String WAITING = "select pid from pg_stat_activity where datname = current_database()"
            + " and backend_type = 'client backend' and pid <> pg_backend_pid() and wait_event_type = 'Lock' and query like '%into resource%'";
    private static final Call HR = Call.of(new JsonObject()
            .put("client", "hr")
            .put("actorKind", "CLIENT")
            .put("actor", "hr")
            .put("correlationId", Uuid7.next())
            .put("lane", "INTERACTIVE"));

    @Inject
    GatheredCreates gathered;

    @Inject
    ResourceEvents events;

    @Inject
    Vertx vertx;

    /** Of this test alone, also as a part of its names. */
    private final String mark = Uuid7.next();

    @Test
    void those_that_come_while_one_is_under_way_share_a_transaction_each_with_its_event() throws SQLException {
        int many = 2 * Gatherer.MOST + 5;
        var made = made(create(loop(), names(many)));
        assertThat(made).hasSize(many).containsOnly(true);
        // The first alone, twice as many as travel together, and four who are left.
        assertThat(transactions()).isEqualTo(4);
        assertTold(many);
    }

    @Test
    void a_name_that_is_taken_is_the_end_of_that_one_only() throws SQLException {
        made(create(loop(), List.of(name(0))));
        var made = made(create(loop(), List.of(name(1), name(2), name(0), name(3), name(3), name(4))));
        assertThat(List.of(made.get(0), made.get(1), made.get(5))).containsOnly(true);
        assertThat(made.get(2)).isFalse();
        assertThat(List.of(made.get(3), made.get(4))).containsExactlyInAnyOrder(true, false);
        assertThat(transactions()).isEqualTo(3);
        assertTold(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "too long"})
    void those_among_whom_is_what_cannot_be_stored_are_not_there_and_are_told_so(String what) throws SQLException {
        var bad = name(2) + (what.equals("\0") ? what : incompressible());
        assertThat(made(create(loop(), List.of(name(0), name(1), bad, name(3)))))
                .containsExactly(true, false, false, false);
        assertTold(1);
    }

    /** Who was cut off is refused, and may be written by himself; of whom nothing was heard nobody knows whether he is there. */
    @ParameterizedTest
    @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
    void who_is_cut_off_on_the_way_is_not_there_and_who_is_lost_is_told_so(String end) throws SQLException {
        try (var other = POSTGRES.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in share mode");
            var asked = create(loop(), names(10));
            await().untilAsserted(() -> assertThat(POSTGRES.query(WAITING)).hasSize(2));
            POSTGRES.query("select " + end + "(pid) from (" + WAITING + ") waiting");
            if (end.equals("pg_cancel_backend")) {
                assertThat(made(asked)).containsOnly(false);
            } else {
                assertThat(asked)
                        .allSatisfy(
                                each -> assertThat(catchThrowable(each::join)).isNotNull());
            }
            other.rollback();
        }
        assertTold(0);
    }

    @Test
    void who_comes_twice_under_one_id_is_there_once_with_one_event() throws SQLException {
        var id = Uuid7.next();
        var asked = new CompletableFuture<List<CompletableFuture<Boolean>>>();
        loop().runOnContext(go -> asked.complete(
                Stream.of(create(Uuid7.next(), name(0)), create(id, name(1)), create(id, name(1)), create(id, name(2)))
                        .map(Uni::subscribeAsCompletionStage)
                        .toList()));
        assertThat(made(asked.join())).containsExactly(true, true, false, false);
        assertTold(2);
    }

    /** Each row takes its time, so that both are at their first name when they want the second. */
    @Test
    void two_that_want_the_same_names_do_not_stand_in_each_others_way() throws SQLException {
        POSTGRES.execute("""
                create function slowly() returns trigger language plpgsql as
                $$ begin perform pg_sleep(0.2); return new; end $$""");
        try {
            POSTGRES.execute("create trigger slowly before insert on resource for each row execute function slowly()");
            var asked = create(loop(), List.of(name(8), name(1), name(2), name(3)));
            var askedToo = create(loop(), List.of(name(9), name(2), name(1), name(4)));
            var here = made(asked);
            var there = made(askedToo);
            assertThat(List.of(here.get(0), here.get(3), there.get(0), there.get(3)))
                    .containsOnly(true);
            assertThat(List.of(here.get(1), there.get(2))).containsExactlyInAnyOrder(true, false);
            assertThat(List.of(here.get(2), there.get(1))).containsExactlyInAnyOrder(true, false);
        } finally {
            POSTGRES.execute("drop function slowly cascade");
        }
        assertTold(6);
    }

    private String name(int number) {
        return String.format(Locale.ROOT, "%03d-%s", number, mark);
    }

    private List<String> names(int many) {
        return IntStream.range(0, many).mapToObj(this::name).toList();
    }

    private static String incompressible() {
        return new Random(1)
                .ints(10_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Context loop() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** All in one turn of the event loop. */
    private List<CompletableFuture<Boolean>> create(Context loop, List<String> names) {
        var asked = new CompletableFuture<List<CompletableFuture<Boolean>>>();
        loop.runOnContext(go -> asked.complete(names.stream()
                .map(name -> create(Uuid7.next(), name))
                .map(Uni::subscribeAsCompletionStage)
                .toList()));
        return asked.join();
    }

    private Uni<Boolean> create(String id, String name) {
        var user = SchemaRegistry.builtIn().user();
        var document =
                new JsonObject().put("schemas", List.of(user.schema().id())).put("userName", name);
        var resource = StoredResource.first(id, user.name(), Sql.document(document.encode()), Instant.EPOCH);
        return gathered.insert(user, resource, events.created(HR, user, resource), OptionalLong.empty());
    }

    private static List<Boolean> made(List<CompletableFuture<Boolean>> asked) {
        return asked.stream().map(CompletableFuture::join).toList();
    }

    /** In how many those were written who are there. */
    private int transactions() throws SQLException {
        return POSTGRES.query(
                        "select distinct cast(xmin as text) from resource where document ->> 'userName' like '%' || ?",
                        mark)
                .size();
    }

    /** So many are there, each of them has his event, and there are no other ones. */
    private void assertTold(int many) throws SQLException {
        var ids = POSTGRES.query("select id from resource where document ->> 'userName' like '%' || ?", mark).stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
        assertThat(ids).hasSize(many);
        var last = name(999);
        made(create(loop(), List.of(last)));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.await("the last one", polled -> KafkaProbe.says(polled, last));
            ids.forEach(id -> probe.awaitEvent(EventTypes.USER_CREATED, id));
            assertThat(probe.all())
                    .filteredOn(polled -> KafkaProbe.says(polled, mark))
                    .hasSize(many + 1);
        }
    }
}
