package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.resource.StoredResource;
import io.muster.gateway.sql.Sql;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.scim.schema.TextOrder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Who is there already: what rows are held against. Only reads. */
@Singleton
class People {
    private static final String EMPLOYEE_NUMBER = "'{" + SchemaRegistry.ENTERPRISE_USER + ",employeeNumber}'";

    /** The attribute of a key, from the root of the resource. */
    static ResolvedPath path(ResourceType type, Assignment key) {
        return type.resolve(key.to()).orElseThrow();
    }

    /** A path as a text that PostgreSQL casts to {@code text[]}. */
    static String array(ResolvedPath path) {
        return path.keys().stream().map(key -> "\"" + key + "\"").collect(Collectors.joining(",", "{", "}"));
    }

    /** The people with these keys, by key; more than one where the key is no unique attribute. */
    Uni<Map<String, List<StoredResource>>> byKey(
            Mutiny.Session session, ResourceType type, ResolvedPath key, Collection<String> folded) {
        var wanted = JsonNodeFactory.instance.arrayNode();
        folded.forEach(text -> wanted.add(nested(key.keys(), text)));
        return Sql.of(
                        "select " + ResourceStore.COLUMNS + " from jsonb_array_elements(" + Sql.json("$1")
                                + ") as k(wanted) join resource r on r.type = $2 and r.folded @> k.wanted",
                        wanted.toString(),
                        type.name())
                .list(session, ResourceStore::read)
                .map(people -> people.stream()
                        .collect(Collectors.groupingBy(
                                person -> keyOf(key, person.document()).orElse(""))));
    }

    /** The key of a person, folded. */
    static Optional<String> keyOf(ResolvedPath key, ObjectNode document) {
        JsonNode node = document;
        for (String step : key.keys()) {
            node = node.path(step);
        }
        return Optional.of(node).filter(JsonNode::isTextual).map(text -> TextOrder.key(key.leaf(), text.textValue()));
    }

    private static JsonNode nested(List<String> keys, String text) {
        JsonNode inner = JsonNodeFactory.instance.textNode(text);
        for (String key : keys.reversed()) {
            inner = JsonNodeFactory.instance.objectNode().set(key, inner);
        }
        return inner;
    }

    /** The ids under which people of this file, whom nobody has yet, will be created, by key. */
    Uni<Map<String, String>> newcomers(Mutiny.Session session, String importId, Collection<String> keys) {
        return Sql.of(
                        "select key, new_id from import_row where import_id = $1 and user_id is null and status <> 'rejected'"
                                + " and key in (select " + Sql.ids("$2") + ")",
                        importId,
                        Sql.ids(keys))
                .list(session, row -> Map.entry(row.text(0), row.text(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Who has, and which row planned so far wants, one of these names. */
    Uni<NameBook> names(Mutiny.Session session, String importId, Collection<NameBook.Name> names) {
        var book = new NameBook();
        return Sql.of(
                        "select 'userName', r.folded ->> 'userName', r.id from resource r where r.type = 'User'"
                                + " and r.folded ->> 'userName' in (select " + Sql.ids("$1") + ")"
                                + " union all select 'employeeNumber', r.folded #>> " + EMPLOYEE_NUMBER
                                + ", r.id from resource r where r.type = 'User' and r.folded #>> " + EMPLOYEE_NUMBER
                                + " in (select " + Sql.ids("$2") + ")"
                                + " union all select u.attribute, u.value, u.resource_id from jsonb_array_elements("
                                + Sql.json("$3") + ") as w(wanted), jsonb_each_text(w.wanted) as name"
                                + " join unique_value u on u.type = 'User' and u.attribute = name.key and u.value = name.value",
                        values(names, NameBook.USER_NAME),
                        values(names, NameBook.EMPLOYEE_NUMBER),
                        kept(names))
                .list(session, row -> {
                    book.holds(new NameBook.Name(row.text(0), row.text(1)), row.text(2));
                    return row.text(2);
                })
                .chain(holders -> wanted(session, importId, names, holders, book))
                .replaceWith(book);
    }

    private static String values(Collection<NameBook.Name> names, String attribute) {
        return Sql.ids(names.stream()
                .filter(name -> name.attribute().equals(attribute))
                .map(NameBook.Name::value)
                .toList());
    }

    /** {@code [{"userName":"alice"},{"employeeNumber":"7"}]}. */
    private static String kept(Collection<NameBook.Name> names) {
        var each = JsonNodeFactory.instance.arrayNode();
        names.stream()
                .filter(name -> TextOrder.storable(name.value()))
                .forEach(name -> each.addObject().put(name.attribute(), name.value()));
        return each.toString();
    }

    private static Uni<Void> wanted(
            Mutiny.Session session,
            String importId,
            Collection<NameBook.Name> names,
            List<String> holders,
            NameBook book) {
        var columns = "select r.n, r.line, coalesce(r.user_id, r.new_id), cast(r.names as text) from ";
        return Sql.of(
                        columns + "jsonb_array_elements(" + Sql.json("$2") + ") as w(wanted) join import_row r"
                                + " on r.import_id = $1 and r.status = 'planned' and r.names @> w.wanted union "
                                + columns
                                + "import_row r where r.import_id = $1 and r.status = 'planned' and r.user_id in (select "
                                + Sql.ids("$3") + ")",
                        importId,
                        kept(names),
                        Sql.ids(holders))
                .list(session, row -> {
                    book.wants(row.number(1), row.text(2), NameBook.read(Sql.document(row.text(3))));
                    return true;
                })
                .replaceWithVoid();
    }

    /** The next active people with a key whom the file does not name, by id. */
    Uni<List<StoredResource>> missing(
            Mutiny.Session session, ResourceType type, ResolvedPath key, String importId, String after, int most) {
        return Sql.of(
                        "select " + ResourceStore.COLUMNS
                                + " from resource r where r.type = $1 and r.id > $2 and coalesce(r.folded ->> 'active', 'true') <> 'false'"
                                + " and r.folded #>> cast(cast($3 as text) as text[]) is not null"
                                + " and not exists (select 1 from import_row i where i.import_id = $4"
                                + " and i.key = r.folded #>> cast(cast($3 as text) as text[])) order by r.id limit "
                                + most,
                        type.name(),
                        after,
                        array(key),
                        importId)
                .list(session, ResourceStore::read);
    }

    /** Which of these ids are, or once were, those of somebody. */
    Uni<Set<String>> known(Mutiny.Session session, Collection<String> ids) {
        return Sql.of(
                        "select id from resource where id in (select " + Sql.ids("$1")
                                + ") union all select id from retired_resource where id in (select " + Sql.ids("$1")
                                + ")",
                        Sql.ids(ids))
                .list(session, row -> row.text(0))
                .map(HashSet::new);
    }

    /** Which of these ids are those of somebody, or of somebody whom this import is about to create. */
    Uni<Set<String>> thereOrComing(Mutiny.Session session, String importId, Collection<String> ids) {
        return Sql.of(
                        "select id from resource where id in (select " + Sql.ids("$1")
                                + ") union all select new_id from import_row where import_id = $2 and action = 'create'"
                                + " and status in ('planned', 'written') and new_id in (select " + Sql.ids("$1") + ")",
                        Sql.ids(ids),
                        importId)
                .list(session, row -> row.text(0))
                .map(HashSet::new);
    }
}
