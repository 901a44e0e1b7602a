package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.authority.Authorities;
import io.muster.gateway.authority.Authority;
import io.muster.gateway.bulk.ImportRow.Action;
import io.muster.gateway.bulk.ImportRow.Planned;
import io.muster.gateway.bulk.ImportRow.Status;
import io.muster.gateway.refusal.ScimErrors;
import io.muster.gateway.request.Call;
import io.muster.gateway.resource.Preview;
import io.muster.gateway.resource.StoredResource;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds rows against what is there, and says what each of them would change. Writes nothing. */
@Singleton
class ImportPlanner {
    /** The reason of a row that is a person whom the file does not name. */
    static final String MISSING = "Missing in the file.";

    /** Rows, or missing people, in one step: what they would change is worked out on the event loop, which others need as well. */
    static final int CHUNK = 50;

    private final Schemas schemas;
    private final Transactions transactions;
    private final Authorities authorities;
    private final People people;
    private final ScimErrors errors;

    ImportPlanner(
            Schemas schemas, Transactions transactions, Authorities authorities, People people, ScimErrors errors) {
        this.schemas = schemas;
        this.transactions = transactions;
        this.authorities = authorities;
        this.people = people;
        this.errors = errors;
    }

    /** What is known when a chunk of rows is planned. */
    private record Known(
            Call call,
            ResourceType type,
            ImportMapping mapping,
            Authority authority,
            Map<String, List<StoredResource>> byKey,
            Map<String, String> newcomers) {}

    /** Plans rows, in their order. */
    Uni<List<Planned>> rows(Import one, ImportMapping mapping, List<ImportRow> rows) {
        var type = schemas.at("Users");
        var keys = new HashSet<String>();
        var managers = new HashSet<String>();
        for (ImportRow row : rows) {
            keys.add(Objects.requireNonNull(row.key()));
            if (row.managerKey() != null) {
                managers.add(row.managerKey());
            }
        }
        keys.addAll(managers);
        return transactions.read(session -> authorities
                .inForce(session)
                .chain(authority -> people.byKey(session, type, People.path(type, mapping.key()), keys)
                        .chain(byKey -> people.newcomers(session, one.id(), managers)
                                .map(newcomers -> new Known(one.call(), type, mapping, authority, byKey, newcomers))))
                .map(known -> rows.stream().map(row -> plan(known, row)).toList())
                .chain(planned -> people.names(
                                session,
                                one.id(),
                                planned.stream()
                                        .flatMap(row -> row.names().stream())
                                        .collect(Collectors.toSet()))
                        .map(book -> withNames(planned, book))));
    }

    private Planned plan(Known known, ImportRow row) {
        var found = known.byKey.getOrDefault(String.valueOf(row.key()), List.of());
        if (found.size() > 1) {
            return Planned.rejected(row, null, "The key is that of " + found.size() + " people.");
        }
        var manager = manager(known, row);
        var warnings = new ArrayList<String>();
        if (manager instanceof PersonPatch.Manager.Stays && row.managerKey() != null) {
            warnings.add("The manager is nobody who is here or in the file; left as it is.");
        }
        try {
            var request = PersonPatch.of(known.mapping, row.cells(), manager);
            var preview = found.isEmpty()
                    ? Preview.create(known.authority, known.call, known.type, PersonPatch.body(known.type, request))
                    : Preview.patch(known.authority, known.call, known.type, found.getFirst(), request);
            warnings.addAll(preview.warnings());
            return planned(known, row, found, manager, preview, warnings);
        } catch (RuntimeException e) {
            return Planned.rejected(
                    row, found.isEmpty() ? null : found.getFirst().id(), reason(e, known.call));
        }
    }

    private static PersonPatch.Manager manager(Known known, ImportRow row) {
        var assignment = known.mapping.manager();
        if (assignment.isEmpty() || PersonPatch.cell(assignment.get(), row.cells()) == null) {
            return new PersonPatch.Manager.Stays();
        }
        var key = row.managerKey();
        if (key == null) {
            return assignment.get().keepsEmpty() ? new PersonPatch.Manager.Stays() : new PersonPatch.Manager.Nobody();
        }
        var found = known.byKey.getOrDefault(key, List.of());
        var id = found.size() == 1 ? found.getFirst().id() : found.isEmpty() ? known.newcomers.get(key) : null;
        return id == null ? new PersonPatch.Manager.Stays() : new PersonPatch.Manager.Is(id);
    }

    private static Planned planned(
            Known known,
            ImportRow row,
            List<StoredResource> found,
            PersonPatch.Manager manager,
            Preview preview,
            List<String> warnings) {
        var userId = found.isEmpty() ? null : found.getFirst().id();
        if (userId != null && preview.changesNothing()) {
            return new Planned(row, Status.UNCHANGED, null, userId, null, List.of(), null, null, warnings);
        }
        var action = userId == null
                ? Action.CREATE
                : disables(preview.before(), preview.after()) ? Action.DISABLE : Action.UPDATE;
        return new Planned(
                row,
                Status.PLANNED,
                action,
                userId,
                manager instanceof PersonPatch.Manager.Is is ? is.id() : null,
                NameBook.names(known.type, preview.after()),
                changes(known, row, preview),
                null,
                warnings);
    }

    /** A manager whom the same file brings is shown as SCIM's bulk requests do, {@code bulkId:KEY}: the id is not his before he is there. */
    private static JsonNode changes(Known known, ImportRow row, Preview preview) {
        var changes = ImportRow.json(preview.changes(known.type));
        for (JsonNode change : changes) {
            if (known.newcomers.containsValue(change.path("after").asText())
                    && change.path("path").asText().endsWith(":manager.value")) {
                ((ObjectNode) change).put("after", "bulkId:" + row.managerKey());
            }
        }
        return changes;
    }

    private static boolean disables(ObjectNode before, ObjectNode after) {
        return (active(before) && !active(after)) || (!terminated(before) && terminated(after));
    }

    private static boolean active(ObjectNode document) {
        return document.path("active").asBoolean(true);
    }

    private static boolean terminated(ObjectNode document) {
        return document.path(SchemaRegistry.EMPLOYMENT_USER)
                .path("status")
                .asText()
                .equals("terminated");
    }

    private static List<Planned> withNames(List<Planned> planned, NameBook book) {
        var decided = new ArrayList<Planned>();
        for (Planned row : planned) {
            if (row.status() != Status.PLANNED) {
                decided.add(row);
                continue;
            }
            var person = String.valueOf(row.userId() == null ? row.row().newId() : row.userId());
            var refusal = book.refusal(person, row.names());
            if (refusal.isPresent()) {
                decided.add(Planned.rejected(row.row(), row.userId(), refusal.get()));
            } else {
                book.wants(Objects.requireNonNullElse(row.row().line(), 0), person, row.names());
                decided.add(row);
            }
        }
        return decided;
    }

    /** People who are missing, and up to whom they have been looked for; the last one is null when there are no more. */
    record Missing(List<Planned> planned, @Nullable String last) {
        Missing {
            planned = List.copyOf(planned);
        }
    }

    /**
     * The next people whom a full file does not name.
     *
     * @param disable whether they are to be set inactive; else they are only told of
     */
    Uni<Missing> missing(Import one, ImportMapping mapping, boolean disable) {
        var type = schemas.at("Users");
        var key = People.path(type, mapping.key());
        return transactions.read(session -> authorities
                .inForce(session)
                .chain(authority -> people.missing(session, type, key, one.id(), one.missingAfter(), CHUNK)
                        .map(found -> {
                            var planned = new ArrayList<Planned>();
                            for (StoredResource person : found) {
                                if (mapping.missing().scope().isEmpty()
                                        || mapping.missing().scope().get().matches(person.document())) {
                                    planned.add(missing(
                                            one,
                                            type,
                                            authority,
                                            person,
                                            missingRow(planned.size() + 1, key, person),
                                            disable));
                                }
                            }
                            return new Missing(
                                    planned,
                                    found.size() < CHUNK
                                            ? null
                                            : found.getLast().id());
                        })));
    }

    private static ImportRow missingRow(int n, ResolvedPath key, StoredResource person) {
        return new ImportRow(
                n,
                0,
                null,
                JsonNodeFactory.instance.objectNode(),
                People.keyOf(key, person.document()).orElse(""),
                null,
                Action.DISABLE,
                null,
                person.id(),
                null);
    }

    private Planned missing(
            Import one, ResourceType type, Authority authority, StoredResource person, ImportRow row, boolean disable) {
        if (!disable) {
            return new Planned(row, Status.UNCHANGED, null, person.id(), null, List.of(), null, MISSING, List.of());
        }
        try {
            var preview = Preview.patch(authority, one.call(), type, person, PersonPatch.DISABLE);
            return new Planned(
                    row,
                    Status.PLANNED,
                    Action.DISABLE,
                    person.id(),
                    null,
                    List.of(),
                    ImportRow.json(preview.changes(type)),
                    MISSING,
                    preview.warnings());
        } catch (RuntimeException e) {
            return Planned.rejected(row, person.id(), reason(e, one.call()));
        }
    }

    private String reason(RuntimeException failure, Call call) {
        return errors.ofOperation(failure, call.client()).path("detail").asText();
    }
}
