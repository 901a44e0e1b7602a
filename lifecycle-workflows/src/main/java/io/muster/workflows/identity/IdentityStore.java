package io.muster.workflows.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads people from the projections. Nobody is found who was never seen; somebody deleted is found as such. */
@ApplicationScoped
public class IdentityStore {
    /** A person and the event that his row comes from. */
    public record Known(Person person, Occasion occasion) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PERSON = """
            select i.key, i.deleted, i.resource::text as resource, i.event_id, i.correlation_id, i.traceparent, i.lane, i.occurred_at,
              o.event_id as o_event_id, o.correlation_id as o_correlation_id, o.traceparent as o_traceparent, o.lane as o_lane,
              extract(epoch from clock_timestamp() - greatest(i.updated_at,
                (select max(m.updated_at) from membership m where m.member = i.key)))::float8 as since_change,
              (select coalesce(jsonb_agg(jsonb_build_object('value', g.key, 'display', g.resource->>'displayName') order by g.key), '[]')
                from membership m join identity_group g on g.key = m.group_id and not g.deleted
                where m.member = i.key and not m.deleted)::text as groups
            from identity i left join identity_occasion o on o.identity = i.key
            """;

    /** The person of this id, deleted or not. */
    public Uni<Optional<Known>> find(SqlConnection tx, PolicySet policies, String id) {
        return tx.preparedQuery(PERSON + " where i.key = $1")
                .execute(Tuple.of(id))
                .map(rows -> known(rows, policies).stream().findFirst());
    }

    /** Those of these ids that are there and not deleted. */
    public Uni<List<Person>> living(SqlConnection tx, PolicySet policies, Collection<String> ids) {
        return tx.preparedQuery(PERSON + " where i.key = any ($1) and not i.deleted order by i.key")
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> people(rows, policies));
    }

    /** People in the order of their ids, after the given one; deleted ones too. */
    public Uni<List<Person>> after(SqlConnection tx, PolicySet policies, String id, int limit) {
        return tx.preparedQuery(PERSON + " where i.key > $1 order by i.key limit $2")
                .execute(Tuple.of(id, limit))
                .map(rows -> people(rows, policies));
    }

    /** Those who report to the manager and are not deleted. */
    public Uni<List<Person>> reportsOf(SqlConnection tx, PolicySet policies, String managerId) {
        return tx.preparedQuery(PERSON + " where i.manager = $1 and not i.deleted order by i.key")
                .execute(Tuple.of(managerId))
                .map(rows -> people(rows, policies));
    }

    /** The members of the group of this display name or id who are not deleted. */
    public Uni<List<Person>> membersOf(SqlConnection tx, PolicySet policies, String group) {
        return tx.preparedQuery(PERSON + """
                         where not i.deleted and i.key in (
                          select m.member from membership m join identity_group g on g.key = m.group_id
                          where not m.deleted and not g.deleted and (g.key = $1 or g.display_name = lower($1)))
                        order by i.key""").execute(Tuple.of(group)).map(rows -> people(rows, policies));
    }

    /** The user of this id or user name who is not deleted. */
    public Uni<List<Person>> named(SqlConnection tx, PolicySet policies, String user) {
        return tx.preparedQuery(
                        PERSON + " where not i.deleted and (i.key = $1 or i.user_name = lower($1)) order by i.key")
                .execute(Tuple.of(user))
                .map(rows -> people(rows, policies));
    }

    /** How many people there are who are not deleted. */
    public Uni<Long> count(SqlConnection tx) {
        return tx.query("select count(*) as people from identity where not deleted")
                .execute()
                .map(rows -> rows.iterator().next().getLong("people"));
    }

    private static List<Person> people(RowSet<Row> rows, PolicySet policies) {
        return known(rows, policies).stream().map(Known::person).toList();
    }

    private static List<Known> known(RowSet<Row> rows, PolicySet policies) {
        var all = new ArrayList<Known>(rows.rowCount());
        rows.forEach(row -> {
            var user = json(row.getString("resource"));
            user.set("groups", array(row.getString("groups")));
            var person = Person.of(
                    row.getString("key"),
                    user,
                    row.getBoolean("deleted"),
                    policies.zoneOf(user),
                    instant(row),
                    Duration.ofMillis((long) (row.getDouble("since_change") * 1000)));
            all.add(new Known(person, occasion(row)));
        });
        return all;
    }

    private static Instant instant(Row row) {
        var at = row.getOffsetDateTime("occurred_at");
        return at == null ? Instant.EPOCH : at.toInstant();
    }

    /** What was noted as the occasion, else the event that the row comes from (a timer fired: it goes on from there). */
    private static Occasion occasion(Row row) {
        var prefix = row.getString("o_correlation_id") == null ? "" : "o_";
        var correlation = row.getString(prefix + "correlation_id");
        var lane = row.getString(prefix + "lane");
        return new Occasion(
                row.getString(prefix + "event_id"),
                correlation == null ? "" : correlation,
                row.getString(prefix + "traceparent"),
                lane == null ? Lane.INTERACTIVE : Lane.valueOf(lane.toUpperCase(Locale.ROOT)));
    }

    private static ObjectNode json(String text) {
        try {
            return text == null ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a document of the database is not JSON", e);
        }
    }

    private static JsonNode array(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a list of the database is not JSON", e);
        }
    }
}
