package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.TargetId;
import io.muster.events.Lane;
import io.muster.runtime.pg.due.Trigger;
import io.muster.scim.schema.SchemaRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accounts in the database. */
@ApplicationScoped
public class AccountStore {
    private static final String SITUATION = """
            select a.identity, a.target, a.desired_revision, a.target_id, a.active, a.written::text as written,
                   a.seen::text as seen, a.entitlements::text as entitlements, a.verify, a.drifted, a.verify_asked, a.uncertain_since,
                   coalesce(a.reason, '') as reason,
                   p.resource::text as person, coalesce(p.deleted, false) as person_deleted,
                   coalesce(p.version, 0) as person_version, p.event_id as person_event,
                   p.correlation_id as person_correlation, p.traceparent as person_trace, p.lane as person_lane,
                   p.occurred_at as person_at, p.updated_at as person_taken,
                   g.resource::text as granted, coalesce(g.version, 0) as grant_version, g.event_id as grant_event,
                   g.correlation_id as grant_correlation, g.traceparent as grant_trace, g.lane as grant_lane,
                   g.occurred_at as grant_at, g.updated_at as grant_taken,
                   m.resource::text as manager,
                   (select version from schema_version) as schemas,
                   extract(epoch from q.probe_at - now())::float8 as quarantine
              from account a
              left join person p on p.key = a.identity
              left join access_grant g on g.key = a.identity || ':' || a.target
              left join person m on m.key = p.manager and not m.deleted
              left join quarantine q on q.target = a.target
             where a.identity = $1 and a.target = $2""";

    private final Pool pool;
    private final KnownSchemas schemas;

    @Inject
    AccountStore(Pool pool, KnownSchemas schemas) {
        this.pool = pool;
        this.schemas = schemas;
    }

    /** All that is known; empty when the account's row is gone. */
    Uni<Optional<Situation>> situation(String identity, String target) {
        return pool.preparedQuery(SITUATION)
                .execute(Tuple.of(identity, target))
                .map(RowSet::iterator)
                .chain(row -> row.hasNext()
                        ? situation(row.next()).map(Optional::of)
                        : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Situation> situation(Row row) {
        return schemas.at(pool, row.getLong("schemas")).map(known -> situation(row, known.value()));
    }

    private static Situation situation(Row row, SchemaRegistry schemas) {
        Optional<ObjectNode> person = object(row.getString("person"));
        boolean deleted = row.getBoolean("person_deleted");
        Desired.Inputs inputs = new Desired.Inputs(
                person, deleted, object(row.getString("granted")), object(row.getString("manager")), schemas);
        boolean byPerson = isLater(row.getOffsetDateTime("person_taken"), row.getOffsetDateTime("grant_taken"));
        String from = byPerson ? "person" : "grant";
        OffsetDateTime at = row.getOffsetDateTime(from + "_at");
        Double quarantine = row.getDouble("quarantine");
        return new Situation(
                row.getString("identity"),
                row.getString("target"),
                row.getLong("desired_revision"),
                inputs,
                state(row),
                row.getString("reason"),
                row.getLong("person_version"),
                row.getLong("grant_version"),
                trigger(row, from),
                byPerson,
                Optional.ofNullable(at).map(OffsetDateTime::toInstant),
                row.getLong("verify_asked"),
                Optional.ofNullable(quarantine).map(seconds -> Duration.ofMillis((long) (seconds * 1000))));
    }

    private static boolean isLater(@Nullable OffsetDateTime one, @Nullable OffsetDateTime other) {
        return one != null && (other == null || one.isAfter(other));
    }

    private static Optional<Trigger> trigger(Row row, String from) {
        String event = row.getString(from + "_event");
        return event == null
                ? Optional.empty()
                : Optional.of(new Trigger(
                        event,
                        row.getString(from + "_correlation"),
                        row.getString(from + "_trace"),
                        Lane.valueOf(row.getString(from + "_lane").toUpperCase(Locale.ROOT))));
    }

    private static AccountState state(Row row) {
        OffsetDateTime uncertain = row.getOffsetDateTime("uncertain_since");
        return new AccountState(
                Optional.ofNullable(row.getString("target_id")).map(TargetId::new),
                row.getBoolean("active"),
                attributes(row.getString("written")),
                attributes(row.getString("seen")),
                names(row.getString("entitlements")),
                row.getBoolean("verify"),
                row.getBoolean("drifted"),
                Optional.ofNullable(uncertain).map(OffsetDateTime::toInstant));
    }

    /** Who an account of a target is linked to. */
    Uni<Optional<String>> owner(String target, TargetId id) {
        return pool.preparedQuery("select identity from account where target = $1 and target_id = $2")
                .execute(Tuple.of(target, id.value()))
                .map(rows -> {
                    Iterator<Row> row = rows.iterator();
                    return row.hasNext() ? Optional.of(row.next().getString("identity")) : Optional.<String>empty();
                });
    }

    /** Entitlements that Muster has ever given in a target. */
    Uni<Set<String>> knownEntitlements(String target) {
        return pool.preparedQuery("select name from known_entitlement where target = $1")
                .execute(Tuple.of(target))
                .map(rows -> {
                    Set<String> names = new TreeSet<>();
                    rows.forEach(row -> names.add(row.getString("name")));
                    return names;
                });
    }

    /**
     * Writes what is known after a run. The revision that was worked on counts as applied only if the target holds it;
     * a read that was asked for meanwhile ({@code verify_asked} went up) is not forgotten.
     */
    Uni<Void> record(SqlConnection tx, Situation seen, Result result) {
        AccountState state = result.state();
        ObjectNode last = JsonNodeFactory.instance.objectNode();
        if (!result.attempts().isEmpty()) {
            Result.Attempt attempt = result.attempts().getLast();
            last.put("action", attempt.action())
                    .put("outcome", attempt.outcome())
                    .put("answer", attempt.answer());
        }
        return tx.preparedQuery("""
                        update account set status = $3, target_id = $4, active = $5, written = $6::text::jsonb,
                               seen = $7::text::jsonb, entitlements = $8::text::jsonb, verify = $9 or verify_asked <> $15,
                               drifted = drifted and verify_asked <> $15,
                               uncertain_since = $10, reason = nullif($11, ''), updated_at = now(),
                               applied_revision = case when $12 then greatest(applied_revision, $13) else applied_revision end,
                               last_attempt = case when $14 = '{}' then last_attempt
                                   else jsonb_set($14::text::jsonb, '{at}', to_jsonb(now())) end
                         where identity = $1 and target = $2""")
                .execute(Tuple.from(new Object[] {
                    seen.identity(),
                    seen.target(),
                    result.status(),
                    state.targetId().map(TargetId::value).orElse(null),
                    state.active(),
                    text(state.written()),
                    text(state.seen()),
                    array(state.entitlements()),
                    state.verify(),
                    state.uncertainSince()
                            .map(at -> at.atOffset(java.time.ZoneOffset.UTC))
                            .orElse(null),
                    result.reason(),
                    result.settled(),
                    seen.revision(),
                    last.toString(),
                    seen.verifyAsked()
                }))
                .chain(() -> attempts(tx, seen, result))
                .chain(() -> entitlements(tx, seen.target(), state.entitlements()));
    }

    private static Uni<Void> attempts(SqlConnection tx, Situation seen, Result result) {
        Uni<Void> work = Uni.createFrom().voidItem();
        for (Result.Attempt attempt : result.attempts()) {
            work = work.chain(() -> tx.preparedQuery(
                            "insert into attempt (identity, target, action, outcome, answer) values ($1, $2, $3, $4, $5)")
                    .execute(Tuple.of(
                            seen.identity(), seen.target(), attempt.action(), attempt.outcome(), attempt.answer()))
                    .replaceWithVoid());
        }
        return work;
    }

    private static Uni<Void> entitlements(SqlConnection tx, String target, Set<String> names) {
        return names.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("""
                                insert into known_entitlement (target, name) select $1, unnest($2::text[])
                                on conflict do nothing""")
                        .execute(Tuple.of(target, names.toArray(String[]::new)))
                        .replaceWithVoid();
    }

    /** Asks that the target be read before it is written again. */
    Uni<Void> verify(SqlConnection tx, String identity, String target) {
        return tx.preparedQuery("""
                        update account set verify = true, verify_asked = verify_asked + 1, status = 'verify'
                         where identity = $1 and target = $2""").execute(Tuple.of(identity, target)).replaceWithVoid();
    }

    static Optional<ObjectNode> object(@Nullable String text) {
        return text != null && StoredJson.read(text) instanceof ObjectNode object
                ? Optional.of(object)
                : Optional.empty();
    }

    static Map<String, JsonNode> attributes(String text) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        StoredJson.read(text).properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
        return attributes;
    }

    static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        StoredJson.read(text).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static String text(Map<String, JsonNode> attributes) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        attributes.forEach(object::set);
        return object.toString();
    }

    private static String array(Set<String> names) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array.toString();
    }
}
