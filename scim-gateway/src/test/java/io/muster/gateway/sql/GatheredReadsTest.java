package io.muster.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.muster.runtime.pg.database.Database;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked at the same time travels together, and each gets his own answer. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class GatheredReadsTest {
    /** The value, and the statement that it came with: where and when that began. */
    private static final String ECHO =
            "select cast($1 as text), pg_backend_pid() || ' ' || statement_timestamp() where $1 <> 'nobody'";

    @Inject
    GatheredReads gathered;

    @Inject
    Vertx vertx;

    @Test
    void those_that_come_while_one_is_under_way_travel_together_and_each_gets_his_own() {
        var values = IntStream.range(0, 50).mapToObj(n -> "v" + n).toList();
        var answers = all(ask(vertx.getOrCreateContext(), ECHO, values));
        assertThat(answers.stream().map(row -> row.orElseThrow().text(0))).containsExactlyElementsOf(values);
        assertThat(statements(answers)).isEqualTo(2);
    }

    @Test
    void who_is_not_there_is_nobody_and_the_others_are_not_moved() {
        var values = List.of("first", "nobody", "b", "nobody", "d", "d");
        var answers = all(ask(vertx.getOrCreateContext(), ECHO, values));
        assertThat(answers.stream().map(row -> row.map(found -> found.text(0)).orElse("-")))
                .containsExactly("first", "-", "b", "-", "d", "d");
    }

    @Test
    void so_many_come_that_they_need_several_statements() {
        var values =
                IntStream.range(0, 3 * Gatherer.MOST + 5).mapToObj(n -> "v" + n).toList();
        var answers = all(ask(vertx.getOrCreateContext(), ECHO, values));
        assertThat(answers.stream().map(row -> row.orElseThrow().text(0))).containsExactlyElementsOf(values);
        // The first alone, three times as many as travel together, and four who are left.
        assertThat(statements(answers)).isEqualTo(5);
    }

    @Test
    void what_one_asks_for_is_not_the_failure_of_the_others() {
        var answers = ask(
                vertx.getOrCreateContext(),
                "select cast(10 / cast(cast($1 as text) as int) as text)",
                List.of("1", "2", "0", "5", "nonsense"));
        assertThat(List.of(answers.get(0), answers.get(1), answers.get(3)).stream()
                        .map(answer -> answer.join().orElseThrow().text(0)))
                .containsExactly("10", "5", "2");
        assertThat(sqlState(answers.get(2))).contains("22012");
        assertThat(sqlState(answers.get(4))).contains("22P02");
    }

    @Test
    void a_slow_one_does_not_hold_up_the_others() {
        var answers = ask(
                vertx.getOrCreateContext(),
                "select $1 from (select case when $1 = 'slow' then pg_sleep(5) end) s",
                List.of("slow", "a", "b"));
        CompletableFuture.allOf(answers.get(1), answers.get(2)).join();
        assertThat(answers.get(0).isDone()).isFalse();
        assertThat(answers.get(0).join()).isPresent();
    }

    @Test
    void each_is_answered_on_the_context_that_asked() {
        var loop = vertx.getOrCreateContext();
        var contexts = IntStream.range(0, 20)
                .mapToObj(n -> VertxContext.createNewDuplicatedContext(loop))
                .toList();
        var seen = new ArrayList<CompletableFuture<Context>>();
        contexts.forEach(context -> {
            var answered = new CompletableFuture<Context>();
            seen.add(answered);
            context.runOnContext(go -> gathered.row(Sql.of(ECHO, "x"))
                    .subscribe()
                    .with(row -> answered.complete(Vertx.currentContext()), answered::completeExceptionally));
        });
        assertThat(seen.stream().map(CompletableFuture::join)).containsExactlyElementsOf(contexts);
    }

    @Test
    void one_alone_is_asked_as_it_is_also_away_from_an_event_loop() {
        assertThat(gathered.row(Sql.of(ECHO, "alone")).await().indefinitely().map(row -> row.text(0)))
                .contains("alone");
        assertThat(gathered.row(Sql.of("select cast($1 as text) || cast($2 as text)", "two ", "parameters"))
                        .await()
                        .indefinitely()
                        .map(row -> row.text(0)))
                .contains("two parameters");
    }

    /** All in one turn of the event loop. */
    private List<CompletableFuture<Optional<Sql.Row>>> ask(Context loop, String text, List<String> values) {
        var asked = new CompletableFuture<List<CompletableFuture<Optional<Sql.Row>>>>();
        loop.runOnContext(go -> asked.complete(values.stream()
                .map(value -> gathered.row(Sql.of(text, value)))
                .map(Uni::subscribeAsCompletionStage)
                .toList()));
        return asked.join();
    }

    private static List<Optional<Sql.Row>> all(List<CompletableFuture<Optional<Sql.Row>>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static long statements(List<Optional<Sql.Row>> answers) {
        return answers.stream().map(row -> row.orElseThrow().text(1)).distinct().count();
    }

    private static Optional<String> sqlState(CompletableFuture<?> answer) {
        var failure = Objects.requireNonNull(catchThrowable(answer::join));
        assertThat(failure).isInstanceOf(CompletionException.class);
        return Database.sqlState(failure);
    }
}
