package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.membership.GroupOf;
import io.muster.gateway.membership.Member;
import io.muster.gateway.membership.Memberships;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.request.Shown;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Sql;
import io.muster.scim.resource.Projection;
import io.muster.scim.resource.WrittenAttributes;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;

/** Resources as clients see them. Members and groups are read only where they are shown. */
@Singleton
public class Representations {
    private final Schemas schemas;
    private final Memberships memberships;

    Representations(Schemas schemas, Memberships memberships) {
        this.schemas = schemas;
        this.memberships = memberships;
    }

    /** One resource. */
    public Uni<ObjectNode> show(Mutiny.Session session, StoredResource resource, Shown shown, Locations at) {
        return show(session, List.of(resource), shown, at).map(List::getFirst);
    }

    /** One that was just written. */
    Uni<ObjectNode> show(Mutiny.Session session, Written written, Shown shown, Locations at) {
        return show(session, List.of(written.resource()), shown, written.named(), at)
                .map(List::getFirst);
    }

    /** One that was just made and has neither members nor groups yet. */
    ObjectNode showNew(StoredResource resource, Shown shown, Locations at) {
        return shown.on(type(resource.type()))
                .applyAfterWrite(whole(resource, List.of(), List.of(), at), WrittenAttributes.ALL);
    }

    /** One of a type that has no members, with what was read beside it, as JSON. */
    public String show(ResourceType type, PersonRow row, Projection projection, Locations at) {
        var beside = JsonNodeFactory.instance.objectNode().put("id", row.id());
        addGroups(beside, row.groups(), at);
        addMeta(beside, type.name(), row.created(), row.lastModified(), at.of(type.endpoint(), row.id()), row.etag());
        if (projection.leavesAll() && WholeDocument.is(row.document())) {
            return WholeDocument.with(row.document(), beside);
        }
        beside.setAll(Sql.document(row.document()));
        return projection.apply(beside).toString();
    }

    /** Several, in their order, perhaps of several types. */
    public Uni<List<ObjectNode>> show(
            Mutiny.Session session, List<StoredResource> resources, Shown shown, Locations at) {
        return show(session, resources, shown, WrittenAttributes.NONE, at);
    }

    private Uni<List<ObjectNode>> show(
            Mutiny.Session session,
            List<StoredResource> resources,
            Shown shown,
            WrittenAttributes named,
            Locations at) {
        var projections = projections(resources, shown);
        return memberships
                .membersOf(session, needing(resources, projections, "Group", "members"))
                .chain(members -> memberships
                        .groupsOf(session, needing(resources, projections, "User", "groups"))
                        .map(groups -> resources.stream()
                                .map(resource -> projection(projections, resource)
                                        .applyAfterWrite(
                                                whole(
                                                        resource,
                                                        members.getOrDefault(resource.id(), List.of()),
                                                        groups.getOrDefault(resource.id(), List.of()),
                                                        at),
                                                named))
                                .toList()));
    }

    /** The address of a resource. */
    public String location(StoredResource resource, Locations at) {
        return at.of(type(resource.type()).endpoint(), resource.id());
    }

    private Map<String, Projection> projections(List<StoredResource> resources, Shown shown) {
        var projections = new HashMap<String, Projection>();
        resources.forEach(resource -> projections.computeIfAbsent(resource.type(), name -> shown.on(type(name))));
        return projections;
    }

    private static Projection projection(Map<String, Projection> projections, StoredResource resource) {
        return Objects.requireNonNull(projections.get(resource.type()));
    }

    private static List<String> needing(
            List<StoredResource> resources, Map<String, Projection> projections, String type, String attribute) {
        var projection = projections.get(type);
        return projection == null || !projection.includes(attribute)
                ? List.of()
                : resources.stream()
                        .filter(resource -> resource.type().equals(type))
                        .map(StoredResource::id)
                        .toList();
    }

    private ObjectNode whole(StoredResource resource, List<Member> members, List<GroupOf> groups, Locations at) {
        // A projection makes a document of its own: nothing below the top has to be copied for it.
        var whole = JsonNodeFactory.instance.objectNode().put("id", resource.id());
        whole.setAll(resource.document());
        if (!members.isEmpty()) {
            whole.set("members", members(members, at));
        }
        addGroups(whole, groups, at);
        addMeta(
                whole,
                resource.type(),
                resource.created(),
                resource.lastModified(),
                location(resource, at),
                resource.etag());
        return whole;
    }

    private void addGroups(ObjectNode whole, List<GroupOf> groups, Locations at) {
        if (!groups.isEmpty()) {
            whole.set("groups", groups(groups, at));
        }
    }

    private static void addMeta(
            ObjectNode whole, String type, Instant created, Instant lastModified, String location, long etag) {
        whole.putObject("meta")
                .put("resourceType", type)
                .put("created", created.toString())
                .put("lastModified", lastModified.toString())
                .put("location", location)
                .put("version", Preconditions.tag(etag));
    }

    private ArrayNode members(List<Member> members, Locations at) {
        var array = JsonNodeFactory.instance.arrayNode(members.size());
        for (Member member : members) {
            var json = array.addObject()
                    .put("value", member.id())
                    .put("$ref", at.of(type(member.type()).endpoint(), member.id()))
                    .put("type", member.type());
            if (member.display() != null) {
                json.put("display", member.display());
            }
        }
        return array;
    }

    private ArrayNode groups(List<GroupOf> groups, Locations at) {
        var array = JsonNodeFactory.instance.arrayNode(groups.size());
        for (GroupOf group : groups) {
            var json = array.addObject()
                    .put("value", group.id())
                    .put("$ref", at.of(type("Group").endpoint(), group.id()));
            if (group.display() != null) {
                json.put("display", group.display());
            }
            json.put("type", group.type());
        }
        return array;
    }

    private ResourceType type(String name) {
        return schemas.current().resourceType(name).orElseThrow();
    }
}
