package io.muster.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Call;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.InvalidSchemas;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.SchemaChange;
import io.muster.scim.schema.SchemaLimits;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Changes the schemas and resource types of the running system: all documents of a request or none. Refused where a document has a mistake,
 * and where resources stand against a change, with their number.
 */
@Singleton
class SchemaChanges {
    /** The version after a request, and what became of each of its documents: {@code added}, {@code changed}, {@code unchanged}, {@code removed}. */
    record Outcome(long version, Map<String, String> documents) {}

    /** Resources that stand against a change. */
    record InUse(SchemaChange change, long count) {
        /** {@code 12 Users have a value of 'urn:…:agency': it cannot be removed}. */
        String sentence() {
            var type = change.type();
            var who = count + " "
                    + (count == 1 ? type.name() + " has " : type.endpoint().substring(1) + " have ");
            var attribute = change.path().map(path -> "'" + path + "'").orElse("");
            return switch (change.against()) {
                case ALL ->
                    count + " "
                            + (count == 1
                                    ? type.name() + " exists: "
                                    : type.endpoint().substring(1) + " exist: ") + change.what();
                case WITH_VALUE -> who + "a value of " + attribute + ": " + change.what();
                case WITHOUT_VALUE -> who + "no value of " + attribute + ": " + change.what();
            };
        }

        Map<String, Object> toMember() {
            var member = new LinkedHashMap<String, Object>();
            member.put("resourceType", change.type().name());
            change.path().map(ResolvedPath::toString).ifPresent(path -> member.put("attribute", path));
            member.put("count", count);
            member.put("message", sentence());
            return member;
        }
    }

    private final Database database;
    private final SchemaStore store;
    private final SchemaPublisher publisher;
    private final Schemas schemas;
    private final Outbox outbox;
    private final SchemaLimits limits;

    SchemaChanges(
            Database database,
            SchemaStore store,
            SchemaPublisher publisher,
            Schemas schemas,
            Outbox outbox,
            GatewayConfig config) {
        this.database = database;
        this.store = store;
        this.publisher = publisher;
        this.schemas = schemas;
        this.outbox = outbox;
        this.limits = new SchemaLimits(
                config.schemas().documents(),
                config.schemas().attributes(),
                config.schemas().document());
    }

    /** Adds documents, or puts them in the place of those with the same key. */
    Uni<Outcome> apply(Call call, List<? extends JsonNode> documents) {
        var keys = documents.stream()
                .flatMap(document -> CustomSchemas.key(document).stream())
                .toList();
        return locked((tx, before) -> {
            var after = valid(() -> before.with(documents, limits));
            return demandUnused(tx, before, after).chain(() -> write(tx, call, keys, before, after));
        });
    }

    /** Takes documents away; of a built-in resource type only what extends it. 404 where one is not there. */
    Uni<Outcome> remove(Call call, List<String> keys) {
        return locked((tx, before) -> {
            var missing =
                    keys.stream().filter(key -> before.document(key).isEmpty()).toList();
            if (!missing.isEmpty()) {
                throw new ProblemException(Problem.of(
                        404, "unknown-schema", "Nothing was added under " + String.join(", ", missing) + "."));
            }
            // Who has values is told of before the types that still list the schema: these are no way out then.
            return demandUnused(tx, before, valid(() -> before.withoutTrace(keys, limits)))
                    .chain(() -> write(tx, call, keys, before, valid(() -> before.without(keys, limits))));
        });
    }

    private Uni<Outcome> locked(BiFunction<SqlConnection, CustomSchemas, Uni<Outcome>> change) {
        return database.transaction(
                        tx -> store.lock(tx).chain(() -> store.load(tx)).chain(before -> change.apply(tx, before)))
                .invoke(outbox::wake)
                // The commit is the answer; who cannot look now looks a second later.
                .call(() -> schemas.refresh().onFailure().recoverWithNull());
    }

    private static CustomSchemas valid(Supplier<CustomSchemas> edit) {
        try {
            return edit.get();
        } catch (InvalidSchemas invalid) {
            var first = invalid.problems().getFirst();
            throw new ProblemException(Problem.of(
                            400,
                            "invalid-schemas",
                            invalid.problems().size() + " mistake(s); nothing was changed. " + first)
                    .with(
                            "errors",
                            invalid.problems().stream()
                                    .map(problem -> Map.of(
                                            "document", problem.document(),
                                            "place", problem.place(),
                                            "message", problem.message()))
                                    .toList()));
        }
    }

    private Uni<Outcome> write(
            SqlConnection tx, Call call, List<String> keys, CustomSchemas before, CustomSchemas after) {
        var outcomes = outcomes(keys, before.documents(), after.documents());
        if (before.documents().equals(after.documents())) {
            return store.version(tx).map(version -> new Outcome(version, outcomes));
        }
        return put(tx, call, before.documents(), after.documents())
                .chain(() -> withdraw(tx, call, before, after))
                .chain(() -> publisher.publish(tx, call, after.registry(), "Schemas were changed by " + call.client()))
                .chain(() -> store.raise(tx))
                .map(version -> new Outcome(version, outcomes));
    }

    private static Map<String, String> outcomes(
            List<String> keys, Map<String, ObjectNode> before, Map<String, ObjectNode> after) {
        var outcomes = new LinkedHashMap<String, String>();
        for (String key : keys) {
            var old = named(before, key);
            var next = named(after, key);
            outcomes.put(
                    key,
                    next.isEmpty() ? "removed" : old.isEmpty() ? "added" : old.equals(next) ? "unchanged" : "changed");
        }
        return outcomes;
    }

    private static Optional<ObjectNode> named(Map<String, ObjectNode> documents, String key) {
        return documents.entrySet().stream()
                .filter(document -> document.getKey().equalsIgnoreCase(key))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Uni<Void> demandUnused(SqlConnection tx, CustomSchemas before, CustomSchemas after) {
        return Multi.createFrom()
                .iterable(SchemaChange.between(before.registry(), after.registry()))
                .onItem()
                .transformToUniAndConcatenate(change -> store.inUse(tx, change).map(count -> new InUse(change, count)))
                .filter(inUse -> inUse.count > 0)
                .collect()
                .asList()
                .invoke(inUse -> {
                    if (!inUse.isEmpty()) {
                        throw new ProblemException(Problem.of(
                                        409,
                                        "schemas-in-use",
                                        inUse.stream().map(InUse::sentence).collect(Collectors.joining("; ")) + ".")
                                .with(
                                        "inUse",
                                        inUse.stream().map(InUse::toMember).toList()));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> put(SqlConnection tx, Call call, Map<String, ObjectNode> before, Map<String, ObjectNode> after) {
        var gone =
                before.keySet().stream().filter(key -> !after.containsKey(key)).toList();
        return store.remove(tx, gone)
                .chain(() -> Multi.createFrom()
                        .iterable(after.entrySet())
                        .filter(document -> !document.getValue().equals(before.get(document.getKey())))
                        .onItem()
                        .transformToUniAndConcatenate(
                                document -> store.put(tx, document.getKey(), document.getValue(), call.client()))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    /** Tells what is no more; a built-in type that has lost its extensions is told as changed. */
    private Uni<Void> withdraw(SqlConnection tx, Call call, CustomSchemas before, CustomSchemas after) {
        return Multi.createFrom()
                .iterable(before.documents().entrySet())
                .filter(document -> !after.documents().containsKey(document.getKey()))
                .filter(document -> !builtIn(document.getKey()))
                .onItem()
                .transformToUniAndConcatenate(document -> publisher.withdraw(
                        tx, call, document.getKey(), document.getValue(), "Removed by " + call.client()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static boolean builtIn(String key) {
        return CustomSchemas.NONE.registry().resourceTypes().stream()
                .anyMatch(type -> CustomSchemas.keyOfType(type.name()).equals(key));
    }
}
