package io.muster.dispatcher.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.target.TargetStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a reconciliation reads from the database and writes there. */
@ApplicationScoped
class ReconciliationStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pool pool;

    @Inject
    ReconciliationStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * What a target is known to hold.
     *
     * @param recordedAt by identity, when what is known of the account was written down
     * @param entitlements those that we have ever given there
     */
    record Known(List<Comparison.Known> accounts, Map<String, OffsetDateTime> recordedAt, Set<String> entitlements) {}

    /** What is being worked on is not in it: the worker knows better. */
    Uni<Known> known(String target) {
        return pool.preparedQuery("""
                        select a.identity, a.target_id, a.active, a.seen::text as seen, a.entitlements::text as entitlements,
                               a.updated_at
                          from account a
                         where a.target = $1 and a.target_id is not null
                           and not exists (select 1 from due d where d.kind = $2 and d.key = a.identity)""")
                .execute(Tuple.of(target, TargetStore.lane(target)))
                .chain(rows -> {
                    List<Comparison.Known> accounts = new ArrayList<>();
                    Map<String, OffsetDateTime> recordedAt = new HashMap<>();
                    for (Row row : rows) {
                        accounts.add(account(row));
                        recordedAt.put(row.getString("identity"), row.getOffsetDateTime("updated_at"));
                    }
                    return entitlements(target).map(names -> new Known(accounts, recordedAt, names));
                });
    }

    private static Comparison.Known account(Row row) {
        return new Comparison.Known(
                row.getString("identity"),
                new TargetId(row.getString("target_id")),
                row.getBoolean("active"),
                attributes(row.getString("seen")),
                names(row.getString("entitlements")));
    }

    private Uni<Set<String>> entitlements(String target) {
        return pool.preparedQuery("select name from known_entitlement where target = $1")
                .execute(Tuple.of(target))
                .map(rows -> {
                    Set<String> names = new TreeSet<>();
                    rows.forEach(row -> names.add(row.getString("name")));
                    return names;
                });
    }

    /**
     * Those whose account no worker has been at since we looked: what the dispatcher itself wrote while the target was read
     * is no drift. Such an account is compared the next time.
     */
    Uni<List<Drift>> untouched(SqlConnection tx, String target, Known known, List<Drift> drifts) {
        if (drifts.isEmpty()) {
            return Uni.createFrom().item(drifts);
        }
        String[] identities = drifts.stream().map(Drift::identity).toArray(String[]::new);
        OffsetDateTime[] recordedAt = drifts.stream()
                .map(drift -> Objects.requireNonNull(known.recordedAt().get(drift.identity())))
                .toArray(OffsetDateTime[]::new);
        return tx.preparedQuery("""
                        select a.identity
                          from unnest($3::text[], $4::timestamptz[]) as l (identity, updated_at)
                          join account a on a.target = $1 and a.identity = l.identity and a.updated_at = l.updated_at
                         where not exists (select 1 from due d where d.kind = $2 and d.key = a.identity)""")
                .execute(Tuple.of(target, TargetStore.lane(target), identities, recordedAt))
                .map(rows -> {
                    Set<String> same = new HashSet<>();
                    rows.forEach(row -> same.add(row.getString("identity")));
                    return drifts.stream()
                            .filter(drift -> same.contains(drift.identity()))
                            .toList();
                });
    }

    /** What a reconciliation came to, for people. */
    Uni<Void> note(SqlConnection tx, String target, int accounts, int drifted, int unmanaged, String error) {
        return tx.preparedQuery("""
                        insert into reconciliation (target, finished_at, accounts, drifted, unmanaged, error)
                        values ($1, now(), $2, $3, $4, nullif($5, ''))
                        on conflict (target) do update set finished_at = now(), accounts = excluded.accounts,
                            drifted = excluded.drifted, unmanaged = excluded.unmanaged, error = excluded.error""")
                .execute(Tuple.of(target, accounts, drifted, unmanaged, error))
                .replaceWithVoid();
    }

    /**
     * Lists the accounts that belong to nobody: none whose owner was being worked on, or that got one while we compared.
     *
     * @return how many
     */
    Uni<Integer> list(SqlConnection tx, String target, List<TargetAccount> accounts) {
        String[] ids = accounts.stream().map(account -> account.id().value()).toArray(String[]::new);
        String[] attributes = accounts.stream().map(ReconciliationStore::text).toArray(String[]::new);
        return tx.preparedQuery("delete from unmanaged_account where target = $1")
                .execute(Tuple.of(target))
                .chain(() -> tx.preparedQuery("""
                                insert into unmanaged_account (target, target_id, attributes)
                                select $1, u.id, u.attributes::jsonb
                                  from unnest($2::text[], $3::text[]) as u(id, attributes)
                                 where not exists (select 1 from account a where a.target = $1 and a.target_id = u.id)
                                on conflict do nothing""").execute(Tuple.of(target, ids, attributes)))
                .map(rows -> rows.rowCount());
    }

    private static String text(TargetAccount account) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        account.attributes().forEach(object::set);
        return object.toString();
    }

    private static Map<String, JsonNode> attributes(String text) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        json(text).properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
        return attributes;
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        json(text).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database keeps valid JSON", impossible);
        }
    }
}
