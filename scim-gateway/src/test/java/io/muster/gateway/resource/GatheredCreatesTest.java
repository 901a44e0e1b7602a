package io.muster.gateway.resource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.request.Call;
import io.muster.gateway.sql.Gatherer;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.id.Uuid7;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    ResourceCreation creation;

    @Inject
    Vertx vertx;

    /** Of this test alone, also as a part of its names. */
    private final String mark = Uuid7.next();

    /** Who has authority over which attributes is read now, and none of those who come next has to wait for that. */
    @BeforeEach
    void what_every_request_needs_is_known() {
        all(create(List.of(Uuid7.next())));
    }

    @Test
    void those_that_come_while_one_is_under_way_share_a_transaction_each_with_its_event() throws SQLException {
        int many = 2 * Gatherer.MOST + 5;
        var created = all(create(IntStream.range(0, many).mapToObj(this::name).toList()));
        assertThat(created.stream()
                        .map(one -> one.resource().document().path("userName").asText()))
                .containsExactlyElementsOf(
                        IntStream.range(0, many).mapToObj(this::name).toList());
        // The first alone, twice as many as travel together, and four who are left.
        assertThat(transactions()).isEqualTo(4);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            for (var one : created) {
                var event =
                        probe.awaitEvent(EventTypes.USER_CREATED, one.resource().id());
                assertThat(requireNonNull(event.data().resource()).path("userName"))
                        .isEqualTo(one.resource().document().path("userName"));
            }
            assertThat(probe.all())
                    .filteredOn(polled -> KafkaProbe.says(polled, mark))
                    .hasSize(many);
        }
    }

    @Test
    void a_name_that_is_taken_is_refused_to_that_one_only() throws SQLException {
        all(create(List.of(name(0))));
        var answers = create(List.of(name(1), name(2), name(0), name(3), name(3), name(4)));
        all(Stream.of(0, 1, 3, 5).map(answers::get).toList());
        for (int taken : List.of(2, 4)) {
            assertThat(error(answers.get(taken))).isInstanceOf(ScimError.Uniqueness.class);
            assertThat(error(answers.get(taken)).detail()).contains("userName");
        }
        assertThat(transactions()).isEqualTo(3);
        assertTold(5);
    }

    @Test
    void what_cannot_be_stored_is_refused_to_that_one_only() throws SQLException {
        var tooLong = name(9) + incompressible(10_000);
        var answers = create(List.of(name(1), name(2), tooLong, name(3), name(4) + "\0", name(5)));
        all(Stream.of(0, 1, 3, 5).map(answers::get).toList());
        assertThat(error(answers.get(2)).detail()).contains("too long to be unique");
        assertThat(error(answers.get(4)).detail()).contains("U+0000");
        assertTold(4);
    }

    @Test
    void who_was_lost_on_the_way_is_not_written_once_more() throws SQLException {
        try (var other = POSTGRES.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in share mode");
            var lost = create(IntStream.range(0, 10).mapToObj(this::name).toList());
            await().untilAsserted(() -> assertThat(POSTGRES.query(WAITING)).hasSize(2));
            POSTGRES.query("select pg_terminate_backend(pid) from (" + WAITING + ") waiting");
            await().until(() -> lost.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            other.rollback();
        }
        assertTold(0);
        all(create(IntStream.range(0, 10).mapToObj(this::name).toList()));
        assertTold(10);
    }

    /** Each row takes its time, so that both are at their first name when they want the second. */
    @Test
    void two_that_want_the_same_names_do_not_stand_in_each_others_way() throws SQLException {
        POSTGRES.execute("""
                create function slowly() returns trigger language plpgsql as
                $$ begin perform pg_sleep(0.2); return new; end $$""");
        POSTGRES.execute("create trigger slowly before insert on resource for each row execute function slowly()");
        try {
            var here = create(loop(), List.of(name(8), name(1), name(2), name(3)));
            var there = create(loop(), List.of(name(9), name(2), name(1), name(4)));
            all(List.of(here.get(0), here.get(3), there.get(0), there.get(3)));
            for (var pair : List.of(List.of(here.get(1), there.get(2)), List.of(here.get(2), there.get(1)))) {
                assertThat(pair.stream()
                                .map(answer -> catchThrowable(answer::join) == null)
                                .toList())
                        .containsExactlyInAnyOrder(true, false);
            }
            assertThat(transactions()).isEqualTo(4);
        } finally {
            POSTGRES.execute("drop trigger slowly on resource");
            POSTGRES.execute("drop function slowly");
        }
    }

    private String name(int number) {
        return String.format(Locale.ROOT, "%03d-%s", number, mark);
    }

    private static String incompressible(int length) {
        return new Random(length)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Context loop() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    private List<CompletableFuture<Written>> create(List<String> names) {
        return create(loop(), names);
    }

    /** All in one turn of the event loop, each on a context of its own, as requests are. */
    private List<CompletableFuture<Written>> create(Context loop, List<String> names) {
        var answers =
                names.stream().map(name -> new CompletableFuture<Written>()).toList();
        loop.runOnContext(go -> {
            for (int i = 0; i < names.size(); i++) {
                var request = (ContextInternal) requireNonNull(VertxContext.createNewDuplicatedContext(loop));
                VertxContextSafetyToggle.setContextSafe(request, true);
                var answer = answers.get(i);
                request.emit(
                        names.get(i),
                        name -> create(name).subscribe().with(answer::complete, answer::completeExceptionally));
            }
        });
        return answers;
    }

    private Uni<Written> create(String name) {
        var user = SchemaRegistry.builtIn().user();
        var body = new JsonObject().put("schemas", List.of(user.schema().id())).put("userName", name);
        return creation.create(HR, user, Sql.document(body.encode()));
    }

    private static List<Written> all(List<CompletableFuture<Written>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static ScimError error(CompletableFuture<Written> answer) {
        var failure = requireNonNull(catchThrowable(answer::join));
        return failure.getCause() instanceof ScimError.Refused refused ? refused.error() : fail("not refused", failure);
    }

    /** In how many those were written who are there. */
    private int transactions() throws SQLException {
        return POSTGRES.query(
                        "select distinct cast(xmin as text) from resource where document ->> 'userName' like '%' || ?",
                        mark)
                .size();
    }

    /** So many are there, and there are no more events than them. */
    private void assertTold(int many) throws SQLException {
        var ids = POSTGRES.query("select id from resource where document ->> 'userName' like '%' || ?", mark).stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
        assertThat(ids).hasSize(many);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var last = all(create(List.of(Uuid7.next()))).getFirst().resource().id();
            probe.await("the last one", polled -> last.equals(polled.key()));
            ids.forEach(id -> probe.awaitEvent(EventTypes.USER_CREATED, id));
            assertThat(probe.all())
                    .filteredOn(polled -> KafkaProbe.says(polled, mark))
                    .hasSize(many);
        }
    }
}
