package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.bulk.Import.Stage;
import io.muster.gateway.bulk.Import.State;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether a planned import may go on, and how imports end. */
@Singleton
class ImportDecision {
    private static final Logger LOG = Logger.getLogger(ImportDecision.class);

    private final Schemas schemas;
    private final ImportStore imports;
    private final RowStore rows;
    private final DueStore due;
    private final InstantSource businessTime;
    private final Duration retention;

    ImportDecision(
            Schemas schemas,
            ImportStore imports,
            RowStore rows,
            DueStore due,
            InstantSource businessTime,
            GatewayConfig config) {
        this.schemas = schemas;
        this.imports = imports;
        this.rows = rows;
        this.due = due;
        this.businessTime = businessTime;
        this.retention = config.imports().retention();
    }

    /** With all rows planned: refused and nothing is written, or the end of a dry run, or on to the writing. */
    Uni<Void> decide(SqlConnection tx, Import one, ImportMapping mapping) {
        return rows.totals(tx, one.id())
                .chain(totals -> people(tx, one, mapping, totals).chain(people -> {
                    var numbers = numbers(one, mapping, totals, people);
                    return imports.disables(tx, one.id(), numbers.toString())
                            .chain(() -> refusal(one, totals, numbers)
                                    .map(reason -> end(tx, one.id(), State.REFUSED, reason))
                                    .orElseGet(() -> one.dryRun()
                                            ? end(tx, one.id(), State.PLANNED, null)
                                            : imports.stage(tx, one.id(), State.RUNNING, Stage.WRITE)));
                }));
    }

    private static ObjectNode numbers(Import one, ImportMapping mapping, ObjectNode totals, long people) {
        var allowed = one.allowDisables();
        return JsonNodeFactory.instance
                .objectNode()
                .put("planned", totals.path("disable").asLong())
                .put("allowed", allowed == null ? mapping.disables().of(people) : allowed)
                .put("people", people);
    }

    private static Optional<String> refusal(Import one, ObjectNode totals, ObjectNode numbers) {
        long missing = totals.path("missing").asLong();
        if (one.mode() == Mode.FULL && totals.path("matched").asLong() == 0 && missing > 0) {
            return Optional.of("None of the " + missing
                    + " people whom the file should name is in it: it seems to be of another organization.");
        }
        long planned = numbers.path("planned").asLong();
        long allowed = numbers.path("allowed").asLong();
        return planned <= allowed
                ? Optional.empty()
                : Optional.of("The file would disable " + planned + " of "
                        + numbers.path("people").asLong() + " people, and " + allowed
                        + " are allowed. If that is meant, send it again with allowDisables=" + planned + ".");
    }

    /** Of how many people: of a full file those whom it should name, else all who are active and have a key. */
    private Uni<Long> people(SqlConnection tx, Import one, ImportMapping mapping, ObjectNode totals) {
        return one.mode() == Mode.FULL
                ? Uni.createFrom()
                        .item(totals.path("matched").asLong()
                                + totals.path("missing").asLong())
                : people(tx, mapping);
    }

    private Uni<Long> people(SqlConnection tx, ImportMapping mapping) {
        return tx.preparedQuery("""
                        select count(*) as people from resource
                         where type = 'User' and coalesce(folded ->> 'active', 'true') <> 'false'
                           and folded #>> cast($1::text as text[]) is not null""")
                .execute(Tuple.of(People.array(People.path(schemas.at("Users"), mapping.key()))))
                .map(found -> found.iterator().next().getLong("people"));
    }

    /** Ends an import; its rows are kept for a while. */
    Uni<Void> end(SqlConnection tx, String id, State state, @Nullable String reason) {
        var mark = new Mark(ImportRetention.KIND, id, Priority.BACKGROUND);
        return rows.totals(tx, id)
                .invoke(totals -> LOG.infof("import %s: %s, %s", id, state.text(), totals))
                .chain(totals -> imports.end(tx, id, state, reason, totals.toString()))
                .chain(() -> due.mark(tx, List.of(mark.at(businessTime.instant().plus(retention)))));
    }
}
