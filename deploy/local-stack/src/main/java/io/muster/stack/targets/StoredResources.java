package io.muster.stack.targets;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.captaingoldfish.scim.sdk.common.constants.ScimType;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.filter.AttributeExpressionLeaf;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.filter.resources.FilterResourceResolver;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SCIM SDK's port to the store, the same for users and groups: names are unique without regard to case, ids are the server's. */
abstract class StoredResources<T extends ResourceNode> extends ResourceHandler<T> {
    protected final ScimStore store;
    protected final String endpoint;
    private final InstantSource clock;

    StoredResources(ScimStore store, String endpoint, InstantSource clock) {
        this.store = store;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** The attribute that must be unique: userName or displayName. */
    abstract String naming();

    /** Hook for what an answer shows and the store does not hold. */
    T shown(T resource) {
        return resource;
    }

    @Override
    public T createResource(T resource, Context context) {
        refuseTakenName(resource, null);
        var id = UUID.randomUUID().toString();
        var now = clock.instant();
        resource.setId(id);
        stamp(resource, now, now);
        return write(id, resource, now);
    }

    /** The SDK may have put type and location into the meta attribute already and wants it kept. */
    private static void stamp(ResourceNode resource, Instant created, Instant lastModified) {
        var meta = resource.getMeta().orElse(null);
        if (meta == null) {
            resource.setMeta(
                    Meta.builder().created(created).lastModified(lastModified).build());
        } else {
            meta.setCreated(created);
            meta.setLastModified(lastModified);
        }
    }

    @Override
    public @Nullable T getResource(
            String id,
            @Nullable List<SchemaAttribute> attributes,
            @Nullable List<SchemaAttribute> excluded,
            @Nullable Context context) {
        var stored = store.get(endpoint, id);
        return stored == null ? null : shown(copy(stored));
    }

    @Override
    public PartialListResponse<T> listResources(
            long startIndex,
            int count,
            @Nullable FilterNode filter,
            @Nullable SchemaAttribute sortBy,
            @Nullable SortOrder sortOrder,
            @Nullable List<SchemaAttribute> attributes,
            @Nullable List<SchemaAttribute> excluded,
            Context context) {
        // All of it here: an SDK that filters by itself keeps the filter from us, and then no index serves it.
        var found = filtered(filter);
        if (sortBy != null) {
            found = found.sorted(order(sortBy, sortOrder));
        }
        var all = found.toList();
        return PartialListResponse.<T>builder()
                .resources(all.stream()
                        .skip(startIndex - 1)
                        .limit(count)
                        .map(this::copy)
                        .map(this::shown)
                        .toList())
                .totalResults(all.size())
                .build();
    }

    /** The SDK decides what matches; the index spares it those that cannot. */
    private Stream<ObjectNode> filtered(@Nullable FilterNode filter) {
        if (filter == null) {
            return store.all(endpoint).stream();
        }
        var candidates = candidates(filter).map(this::copy).map(this::shown).toList();
        return FilterResourceResolver.filterResources(getServiceProvider(), candidates, filter).stream()
                .map(ObjectNode.class::cast);
    }

    /** By the text of a single value without regard to case; those without it come last, descending first (RFC 7644 §3.4.2.3). */
    private static java.util.Comparator<ObjectNode> order(SchemaAttribute sortBy, @Nullable SortOrder sortOrder) {
        var path = JsonPointer.compile("/" + sortBy.getScimNodeName().replace('.', '/'));
        var ascending = java.util.Comparator.<ObjectNode, String>comparing(
                resource -> resource.at(path).asText("").toLowerCase(Locale.ROOT),
                java.util.Comparator.<String, Boolean>comparing(String::isEmpty).thenComparing(text -> text));
        return sortOrder == SortOrder.DESCENDING ? ascending.reversed() : ascending;
    }

    private Stream<ObjectNode> candidates(@Nullable FilterNode filter) {
        if (filter instanceof AttributeExpressionLeaf leaf
                && leaf.getComparator() == Comparator.EQ
                && leaf.getValue() != null) {
            var attribute = leaf.getShortName(); // the full name begins with the schema's URN
            if (attribute.equalsIgnoreCase(naming())) {
                return byIds(store.idByName(endpoint, leaf.getValue()).stream().toList());
            }
            if (attribute.equalsIgnoreCase("externalId")) {
                return byIds(store.idsByExternalId(endpoint, leaf.getValue()));
            }
        }
        return store.all(endpoint).stream();
    }

    private Stream<ObjectNode> byIds(Collection<String> ids) {
        return ids.stream().map(id -> store.get(endpoint, id)).filter(Objects::nonNull);
    }

    @Override
    public @Nullable T updateResource(T resource, Context context) {
        var id = resource.getId().orElseThrow();
        var old = store.get(endpoint, id);
        if (old == null) {
            return null; // the SDK answers 404
        }
        refuseTakenName(resource, id);
        var now = clock.instant();
        var created = Optional.ofNullable(old.path("meta").path("created").textValue())
                .map(Instant::parse)
                .orElse(now);
        stamp(resource, created, now);
        return write(id, resource, now);
    }

    @Override
    public void deleteResource(String id, Context context) {
        if (store.get(endpoint, id) == null) {
            throw new ResourceNotFoundException("There is no resource " + id);
        }
        store.write(clock.instant(), endpoint, id, null);
    }

    private T write(String id, T resource, Instant now) {
        var stored = plain(resource);
        stored.remove(List.of("groups", "password"));
        store.write(now, endpoint, id, stored);
        return shown(copy(stored));
    }

    private void refuseTakenName(T resource, @Nullable String ownId) {
        var name = resource.path(naming()).asText();
        store.idByName(endpoint, name).filter(owner -> !owner.equals(ownId)).ifPresent(owner -> {
            throw new ConflictException(naming() + " '" + name + "' is taken", ScimType.RFC7644.UNIQUENESS);
        });
    }

    private T copy(ObjectNode stored) {
        return JsonHelper.copyResourceToObject(stored.deepCopy(), getType());
    }

    /** A plain tree: the SDK's nodes are views with behaviour, the store keeps data. Not by way of text: a group has thousands of members. */
    private static ObjectNode plain(JsonNode node) {
        var plain = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(property -> plain.set(property.getKey(), plainValue(property.getValue())));
        return plain;
    }

    private static JsonNode plainValue(JsonNode value) {
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(element -> array.add(plainValue(element)));
            return array;
        }
        if (value.isObject()) {
            return plain(value);
        }
        if (value.isTextual()) {
            return TextNode.valueOf(value.textValue());
        }
        if (value.isBoolean()) {
            return BooleanNode.valueOf(value.booleanValue());
        }
        return value.isNumber() ? DecimalNode.valueOf(value.decimalValue()) : NullNode.instance;
    }
}
