package io.muster.benchmarks.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.Topics;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The two inserts of a create: a row of {@code resource} and one of {@code outbox}, with what the gateway itself wrote for one
 * person, in tables of the same columns and indexes that nobody reads. The texts are in the statement, only a person's digits
 * are a parameter.
 *
 * @param resource with one parameter, the person's number, at {@link #NUMBER}
 * @param outbox the same
 */
record InsertScript(String resource, String outbox) {
    /** Where the number stands. */
    static final String NUMBER = "@number@";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Makes the tables and the statements.
     *
     * @param id of a sample that the gateway has created, and whose event it has sent
     * @param bootstrapServers where that event is
     */
    static InsertScript of(Store store, String id, String bootstrapServers) throws Exception {
        store.execute("create schema ceiling");
        store.execute("create table ceiling.resource (like public.resource including all)");
        store.execute("create table ceiling.outbox (like public.outbox including all)");
        var event = event(bootstrapServers, id);
        var codec = new EventCodec();
        return new InsertScript(resource(store, id), """
                with p as (select lpad(cast(@number@ as text), 10, '0') as d)
                insert into ceiling.outbox (topic, key, headers, value)
                select %s, %s, cast(%s as jsonb), convert_to(replace(%s, %s, p.d), 'UTF8') from p""".formatted(
                        literal(Topics.IDENTITY_USERS),
                        literal(id),
                        literal(JSON.writeValueAsString(codec.headers(event))),
                        literal(new String(codec.value(event), StandardCharsets.UTF_8)),
                        literal(People.MARK)));
    }

    private static String resource(Store store, String id) throws SQLException {
        return """
                with p as (select lpad(cast(@number@ as text), 10, '0') as d)
                insert into ceiling.resource
                    (id, type, document, folded, version, membership_version, etag, created, last_modified)
                select '01900000-0000-7000-8000-00' || p.d, 'User', cast(replace(%s, %s, p.d) as json),
                       cast(replace(%s, %s, p.d) as jsonb), 1, 0, 1, now(), now() from p""".formatted(
                        literal(store.text("select cast(document as text) from resource where id = ?", id)),
                        literal(People.MARK),
                        literal(store.text("select cast(folded as text) from resource where id = ?", id)),
                        literal(People.MARK));
    }

    private static Event event(String bootstrapServers, String id) throws Exception {
        try (var topics = new TopicReader(bootstrapServers)) {
            Await.until("the event of " + id, () -> {
                topics.readToEnd();
                return found(topics, id).isPresent() ? Optional.empty() : Optional.of("it is on no topic yet");
            });
            return found(topics, id).orElseThrow();
        }
    }

    private static Optional<Event> found(TopicReader topics, String id) {
        return topics.events().stream()
                .filter(read ->
                        read.topic().equals(Topics.IDENTITY_USERS) && read.key().equals(id))
                .map(TopicReader.Read::event)
                .findFirst();
    }

    /** A text without a colon, which pgbench would take for the beginning of a variable's name. */
    static String literal(String text) {
        return "U&'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\003A") + "'";
    }
}
