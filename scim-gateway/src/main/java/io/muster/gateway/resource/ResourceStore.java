package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Database;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The rows of resources. All methods run in the caller's transaction. The unique indexes decide who has a name, not a look before; a
 * row is locked before it is changed.
 */
@Singleton
public class ResourceStore {
    /** What {@link #read} needs, from a table {@code resource r}. */
    public static final String COLUMNS =
            "r.id, r.type, cast(r.document as text), r.version, r.membership_version, r.etag, r.created, r.last_modified";

    /** How many columns these are. */
    public static final int COLUMN_COUNT = 8;

    /** Rows of new resources; the beginning of a statement. */
    static final String INSERT = """
            insert into resource (id, type, document, folded, version, membership_version, etag, created, last_modified)
            select id, type, cast(document as json), cast(folded as jsonb), version, membership_version, etag,
                   cast(created as timestamptz), cast(last_modified as timestamptz)
              from unnest(cast($1 as text[]), cast($2 as text[]), cast($3 as text[]), cast($4 as text[]), cast($5 as bigint[]),
                          cast($6 as bigint[]), cast($7 as bigint[]), cast($8 as text[]), cast($9 as text[]))
                   as rows (id, type, document, folded, version, membership_version, etag, created, last_modified)""";

    /** How many parameters {@link #INSERT} has. */
    static final int INSERT_PARAMETERS = 9;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String DATA_EXCEPTION = "22";
    private static final String LIMIT_EXCEEDED = "54";

    /** A resource from the {@link #COLUMNS} of a row. */
    public static StoredResource read(Sql.Row row) {
        return new StoredResource(
                row.text(0),
                row.text(1),
                Sql.document(row.text(2)),
                row.number(3),
                row.number(4),
                row.number(5),
                row.instant(6),
                row.instant(7));
    }

    Uni<Optional<StoredResource>> find(Mutiny.Session session, ResourceType type, String id) {
        return one(session, type, id, "");
    }

    /** The resource, locked until the transaction ends: whoever else wants to change it waits. */
    Uni<Optional<StoredResource>> lock(Mutiny.Session session, ResourceType type, String id) {
        return one(session, type, id, " for update");
    }

    private static Uni<Optional<StoredResource>> one(
            Mutiny.Session session, ResourceType type, String id, String lock) {
        return Sql.of("select " + COLUMNS + " from resource r where r.id = $1 and r.type = $2" + lock, id, type.name())
                .list(session, ResourceStore::read)
                .map(found -> found.stream().findFirst());
    }

    /** What is written of a new resource: the resource, and its document as filters compare it. */
    record NewRow(StoredResource resource, ObjectNode folded) {}

    /** The parameters of {@link #INSERT}: of each column an array. */
    static List<Object> columns(List<NewRow> rows) {
        return List.of(
                texts(rows, StoredResource::id),
                texts(rows, StoredResource::type),
                texts(rows, resource -> resource.document().toString()),
                rows.stream().map(row -> row.folded.toString()).toArray(String[]::new),
                numbers(rows, StoredResource::version),
                numbers(rows, StoredResource::membershipVersion),
                numbers(rows, StoredResource::etag),
                texts(rows, resource -> resource.created().toString()),
                texts(rows, resource -> resource.lastModified().toString()));
    }

    private static String[] texts(List<NewRow> rows, Function<StoredResource, String> column) {
        return rows.stream().map(row -> column.apply(row.resource)).toArray(String[]::new);
    }

    private static Long[] numbers(List<NewRow> rows, Function<StoredResource, Long> column) {
        return rows.stream().map(row -> column.apply(row.resource)).toArray(Long[]::new);
    }

    Uni<Void> insert(Mutiny.Session session, ResourceType type, StoredResource resource) {
        return new Sql(INSERT, columns(List.of(new NewRow(resource, FoldedDocument.of(type, resource.document())))))
                .run(session)
                .chain(() -> UniqueValues.claim(session, type, resource))
                .onFailure()
                .transform(failure -> refusal(failure, resource.document()))
                .replaceWithVoid();
    }

    /** Writes a locked resource as it is to be; its document too. */
    Uni<Void> update(Mutiny.Session session, ResourceType type, StoredResource resource) {
        return Sql.of(
                        """
                        update resource set document = %s, folded = %s, version = $4, membership_version = $5, etag = $6,
                            last_modified = %s
                        where id = $1
                        """.formatted(Sql.asWritten("$2"), Sql.json("$3"), Sql.time("$7")),
                        resource.id(),
                        resource.document().toString(),
                        FoldedDocument.of(type, resource.document()).toString(),
                        resource.version(),
                        resource.membershipVersion(),
                        resource.etag(),
                        resource.lastModified().toString())
                .run(session)
                .chain(() -> UniqueValues.claim(session, type, resource))
                .onFailure()
                .transform(failure -> refusal(failure, resource.document()))
                .replaceWithVoid();
    }

    /** Writes the counters of a locked resource whose document stays. */
    Uni<Void> touch(Mutiny.Session session, StoredResource resource) {
        return Sql.of(
                        "update resource set membership_version = $2, etag = $3, last_modified = " + Sql.time("$4")
                                + " where id = $1",
                        resource.id(),
                        resource.membershipVersion(),
                        resource.etag(),
                        resource.lastModified().toString())
                .run(session)
                .replaceWithVoid();
    }

    /** Removes the row; its versions stay, so that the key can never start again. */
    Uni<Void> retire(Mutiny.Session session, StoredResource resource, Instant now) {
        return Sql.of(
                        """
                        with gone as (delete from resource where id = $1 returning id, type)
                        insert into retired_resource (id, type, version, membership_version, deleted_at)
                        select id, type, $2, $3, %s from gone
                        """.formatted(Sql.time("$4")),
                        resource.id(),
                        resource.version(),
                        resource.membershipVersion(),
                        now.toString())
                .run(session)
                .replaceWithVoid();
    }

    /** Notes the end of a resource that has no row here. */
    Uni<Void> retireUnknown(Mutiny.Session session, StoredResource resource, Instant now) {
        return Sql.of("""
                        insert into retired_resource (id, type, version, membership_version, deleted_at)
                        values ($1, $2, $3, 0, %s)
                        """.formatted(Sql.time("$4")), resource.id(), resource.type(), resource.version(), now.toString())
                .run(session)
                .replaceWithVoid();
    }

    Uni<Void> setPassword(Mutiny.Session session, String userId, String hash, Instant now) {
        return Sql.of("""
                        insert into password (user_id, hash, set_at) values ($1, $2, %s)
                        on conflict (user_id) do update set hash = excluded.hash, set_at = excluded.set_at
                        """.formatted(Sql.time("$3")), userId, hash, now.toString())
                .run(session)
                .replaceWithVoid();
    }

    /** Whether there was one. */
    Uni<Boolean> removePassword(Mutiny.Session session, String userId) {
        return Sql.of("delete from password where user_id = $1", userId)
                .run(session)
                .map(removed -> removed > 0);
    }

    /** The living resources among these ids, in the order of the ids. */
    public Uni<List<StoredResource>> findAll(Mutiny.Session session, List<String> ids) {
        return Sql.of(
                        "select " + COLUMNS + " from resource r where r.id in (select " + Sql.ids("$1")
                                + ") order by r.id",
                        Sql.ids(ids))
                .list(session, ResourceStore::read);
    }

    /** What the database refuses because of the data, as the client has to hear it; all else stays as it is. */
    private static Throwable refusal(Throwable failure, ObjectNode document) {
        var state = Database.sqlState(failure).orElse("");
        if (state.equals(UNIQUE_VIOLATION)) {
            return uniqueness(failure, document).refused();
        }
        if (state.startsWith(LIMIT_EXCEEDED)) {
            return new ScimError.InvalidValue(
                            "userName, employeeNumber, the displayName of a group or a unique value of an added attribute is too long to be unique.")
                    .refused();
        }
        if (state.startsWith(DATA_EXCEPTION)) {
            return new ScimError.InvalidValue(
                            "A value holds what cannot be stored: the character U+0000, or a number without bounds.")
                    .refused();
        }
        return failure;
    }

    /** Which index it was stands in the database's message only. */
    private static ScimError uniqueness(Throwable failure, ObjectNode document) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (message.contains("user_name_taken")) {
                return new ScimError.Uniqueness(
                        "userName", document.path("userName").asText());
            }
            if (message.contains("group_name_taken")) {
                return new ScimError.Uniqueness(
                        "displayName", document.path("displayName").asText());
            }
            if (message.contains("employee_number_taken")) {
                return new ScimError.Uniqueness("employeeNumber", "");
            }
        }
        return new ScimError.Conflict("Another resource has one of these values already.");
    }
}
