package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.bulk.ImportRow.Action;
import io.muster.gateway.bulk.ImportRow.Status;
import io.muster.gateway.refusal.ScimErrors;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.resource.ResourceChanges;
import io.muster.gateway.resource.ResourceCreation;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Transactions;
import io.muster.runtime.pg.due.Claim;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes planned rows, each committed by itself, as a request would. Done twice it does nothing: a PATCH that changes nothing tells nothing,
 * and who is created has an id that was chosen when the file came in.
 */
@Singleton
class ImportWriter {
    /** After this many failures in a row, a row that still fails for a reason that nobody foresaw is left out. */
    private static final int PATIENT = 3;

    private static final int CONFLICT = 409;

    private final Schemas schemas;
    private final Transactions transactions;
    private final ResourceCreation creation;
    private final ResourceChanges changes;
    private final People people;
    private final ScimErrors errors;
    private final int concurrency;

    ImportWriter(
            Schemas schemas,
            Transactions transactions,
            ResourceCreation creation,
            ResourceChanges changes,
            People people,
            ScimErrors errors,
            GatewayConfig config) {
        this.schemas = schemas;
        this.transactions = transactions;
        this.creation = creation;
        this.changes = changes;
        this.people = people;
        this.errors = errors;
        this.concurrency = config.bulk().concurrency();
    }

    /** What is there when a chunk of rows is written. */
    private record There(Set<String> ids, Set<String> managers) {}

    /** What became of rows, in the shape of {@link RowStore#written}. */
    Uni<List<ObjectNode>> write(Claim claim, Import one, ImportMapping mapping, List<ImportRow> rows) {
        return claim.stillHeld()
                .invoke(held -> {
                    if (!held) {
                        throw new IllegalStateException("another process has this import");
                    }
                })
                .chain(() -> there(one, rows))
                .chain(there -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUni(row -> OwnContext.run(() -> outcome(claim, one, mapping, row, there)))
                        .merge(RowStore.isLater(rows.getFirst().wave()) ? 1 : concurrency)
                        .collect()
                        .asList());
    }

    private Uni<There> there(Import one, List<ImportRow> rows) {
        var ids = new ArrayList<String>();
        var managers = new ArrayList<String>();
        for (ImportRow row : rows) {
            if (row.action() == Action.CREATE) {
                ids.add(Objects.requireNonNull(row.newId()));
            }
            if (row.managerId() != null) {
                managers.add(row.managerId());
            }
        }
        return transactions.read(session -> people.known(session, ids)
                .chain(known ->
                        people.thereOrComing(session, one.id(), managers).map(coming -> new There(known, coming))));
    }

    private Uni<ObjectNode> outcome(Claim claim, Import one, ImportMapping mapping, ImportRow row, There there) {
        return Uni.createFrom()
                .deferred(() -> write(one, mapping, row, there))
                .map(warnings -> outcome(row, Status.WRITTEN, null, warnings))
                .onFailure(failure -> ScimErrors.foreseen(failure) || claim.attempts() >= PATIENT)
                .recoverWithUni(failure -> refused(one, row, failure));
    }

    /** A worker whose lease ran out may have created him just now; a name may be free only when another row of the file is written. */
    private Uni<ObjectNode> refused(Import one, ImportRow row, Throwable failure) {
        return isThere(row).map(there -> {
            if (there) {
                return outcome(row, Status.WRITTEN, null, List.of());
            }
            if (failure instanceof ScimError.Refused refused
                    && refused.error().status() == CONFLICT
                    && !RowStore.isLater(row.wave())) {
                return outcome(row, Status.PLANNED, null, List.of()).put("wave", RowStore.later(row.wave()));
            }
            var error = errors.ofOperation(failure, one.call().client());
            return outcome(row, Status.REJECTED, error.path("detail").asText(), List.of());
        });
    }

    private Uni<Boolean> isThere(ImportRow row) {
        return row.action() == Action.CREATE
                ? transactions
                        .read(session -> people.known(session, List.of(Objects.requireNonNull(row.newId()))))
                        .map(known -> !known.isEmpty())
                : Uni.createFrom().item(false);
    }

    /** Writes one row; what had to be left out. */
    private Uni<List<String>> write(Import one, ImportMapping mapping, ImportRow row, There there) {
        var type = schemas.at("Users");
        var warnings = new ArrayList<String>();
        var request = row.line() == null
                ? PersonPatch.DISABLE
                : PersonPatch.of(mapping, row.cells(), manager(mapping, row, there, warnings));
        if (row.action() != Action.CREATE) {
            var id = Objects.requireNonNull(row.userId());
            return changes.patch(one.call(), type, id, Preconditions.NONE, request)
                    .map(written -> all(warnings, written.warnings()));
        }
        var id = Objects.requireNonNull(row.newId());
        return there.ids.contains(id)
                ? Uni.createFrom().item(warnings)
                : creation.create(one.call(), type, id, PersonPatch.body(type, request))
                        .map(written -> all(warnings, written.warnings()));
    }

    private static List<String> all(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** The manager as planned, unless he is gone or could not be created. */
    private static PersonPatch.Manager manager(
            ImportMapping mapping, ImportRow row, There there, List<String> warnings) {
        var id = row.managerId();
        if (id == null) {
            boolean emptied = row.managerKey() == null
                    && mapping.manager()
                            .filter(assignment ->
                                    !assignment.keepsEmpty() && PersonPatch.cell(assignment, row.cells()) != null)
                            .isPresent();
            return emptied ? new PersonPatch.Manager.Nobody() : new PersonPatch.Manager.Stays();
        }
        if (there.managers.contains(id)) {
            return new PersonPatch.Manager.Is(id);
        }
        warnings.add("The manager could not be created; left as it is.");
        return new PersonPatch.Manager.Stays();
    }

    private static ObjectNode outcome(ImportRow row, Status status, @Nullable String reason, List<String> warnings) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("n", row.n()).put("status", status.text());
        if (reason != null) {
            json.put("reason", reason);
        }
        if (row.line() == null && reason == null) {
            json.put("reason", ImportPlanner.MISSING);
        }
        if (!warnings.isEmpty()) {
            warnings.forEach(json.putArray("warnings")::add);
        }
        return json;
    }
}
