package io.muster.gateway;

import static io.muster.gateway.Contractors.apply;
import static io.muster.gateway.Contractors.name;
import static io.muster.gateway.Contractors.remove;
import static io.muster.gateway.Contractors.schema;
import static io.muster.gateway.Contractors.type;
import static io.muster.gateway.Contractors.urn;
import static io.muster.gateway.Scim.scim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.gateway.refusal.ScimErrors;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.problem.ProblemException;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several replicas, and several clients at once. What another replica does is what it leaves in the database. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class SchemaReplicasTest {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @Inject
    Pool pool;

    @Inject
    Schemas schemas;

    @Test
    void what_another_replica_has_added_is_known_within_two_seconds() {
        var name = name("Late");
        elsewhere(urn(name), schema(urn(name), "{\"name\":\"a\"}"));
        await().atMost(TWO_SECONDS)
                .untilAsserted(() -> scim().get("/Schemas/" + urn(name)).then().statusCode(200));
        remove(urn(name)).statusCode(200);
    }

    @Test
    void a_request_for_a_type_that_is_not_known_yet_looks_once_more() {
        var name = name("Fresh");
        elsewhere(urn(name), schema(urn(name), "{\"name\":\"a\"}"));
        elsewhere(Contractors.TYPE_URN + ":" + name, type(name, urn(name)));
        scim().body("{\"Operations\":[{\"method\":\"POST\",\"path\":\"/%ss\",\"bulkId\":\"1\",\"data\":{\"a\":\"x\"}}]}"
                        .formatted(name))
                .post("/Bulk")
                .then()
                .body("Operations[0].status", is("201"));
        var other = name("Fresh");
        elsewhere(urn(other), schema(urn(other), "{\"name\":\"a\"}"));
        elsewhere(Contractors.TYPE_URN + ":" + other, type(other, urn(other)));
        scim().body("{\"a\":\"x\"}")
                .post("/" + other + "s")
                .then()
                .statusCode(201)
                .body("a", is("x"));
    }

    @Test
    void nothing_is_written_by_schemas_that_hold_no_more() {
        var name = name("Old");
        var urn = urn(name);
        apply(type(name, urn), schema(urn, "{\"name\":\"a\"}", "{\"name\":\"b\"}"))
                .statusCode(200);
        elsewhere(urn, schema(urn, "{\"name\":\"b\"}"));
        scim().body("{\"a\":\"x\",\"b\":\"y\"}")
                .post("/" + name + "s")
                .then()
                .statusCode(201)
                .body("a", nullValue())
                .body("b", is("y"));
    }

    @Test
    void who_comes_while_the_schemas_change_again_and_again_gets_his_turn_or_is_asked_to_come_later() {
        var user = schemas.current().user();
        var tries = new AtomicInteger();
        var done = schemas.inForce(user, type -> {
            if (tries.incrementAndGet() <= 8) {
                schemas.demandKnown(type, List.of("urn:acme:new"));
            }
            return Uni.createFrom().item("done");
        });
        assertThat(done.await().indefinitely()).isEqualTo("done");
        var never = schemas.inForce(user, type -> {
            schemas.demandKnown(type, List.of("urn:acme:new"));
            return Uni.createFrom().item("done");
        });
        assertThatThrownBy(() -> never.await().indefinitely())
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(503);
                    assertThat(ScimErrors.foreseen(refused))
                            .as("the last word on a row of an import")
                            .isFalse();
                });
    }

    @Test
    void of_many_who_give_one_unique_value_one_wins() throws Exception {
        var name = name("Race");
        var urn = urn(name);
        apply(type(name, urn), schema(urn, "{\"name\":\"number\",\"uniqueness\":\"server\"}"))
                .statusCode(200);
        var statuses = together(
                16,
                i -> scim().body("{\"number\":\"%s\"}".formatted(i % 2 == 0 ? "N" : "n"))
                        .post("/" + name + "s")
                        .statusCode());
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(15);
    }

    @Test
    void an_attribute_is_never_taken_from_under_a_resource_that_is_just_being_written() throws Exception {
        for (int round = 0; round < 6; round++) {
            var name = name("Torn");
            var urn = urn(name);
            apply(type(name, urn), schema(urn, "{\"name\":\"a\"}", "{\"name\":\"b\"}"))
                    .statusCode(200);
            var statuses = together(
                    9,
                    i -> i == 4
                            ? apply(schema(urn, "{\"name\":\"b\"}")).extract().statusCode()
                            : scim().body("{\"a\":\"x\"}")
                                    .post("/" + name + "s")
                                    .statusCode());
            assertThat(statuses.get(4)).isIn(200, 409);
            var have = pool.preparedQuery("select count(*) from resource where type = $1 and folded ? 'a'")
                    .execute(Tuple.of(name))
                    .await()
                    .indefinitely()
                    .iterator()
                    .next()
                    .getLong(0);
            if (statuses.get(4) == 200) {
                assertThat(have).as("after the attribute was taken away").isZero();
            } else {
                assertThat(have).as("for which it was refused").isPositive();
            }
        }
    }

    /** As another replica commits it. */
    private void elsewhere(String key, JsonNode document) {
        pool.withTransaction(tx -> tx.preparedQuery("""
                                insert into custom_schema (key, document, changed_by) values ($1, $2::text::jsonb, 'x')
                                on conflict (key) do update set document = excluded.document
                                """)
                        .execute(Tuple.of(key, document.toString()))
                        .chain(() -> tx.query("update schema_version set version = version + 1")
                                .execute()))
                .await()
                .indefinitely();
    }

    private static List<Integer> together(int count, IntFunction<Integer> each) throws Exception {
        try (var threads = Executors.newFixedThreadPool(count)) {
            var tasks = IntStream.range(0, count)
                    .<Callable<Integer>>mapToObj(i -> () -> each.apply(i))
                    .toList();
            var results = new ArrayList<Integer>();
            for (var done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        }
    }
}
