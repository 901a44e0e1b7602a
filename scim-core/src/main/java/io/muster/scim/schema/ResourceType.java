package io.muster.scim.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource type with its schemas (RFC 7643 §6), and its attributes as one tree. {@code {"name":"User",
 * "endpoint":"/Users","schema":"urn:…:User","schemaExtensions":[{"schema":"urn:…","required":false}]}}
 */
public final class ResourceType {
    /** URN of the schema of resource types. */
    public static final String URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    private final String name;
    private final String endpoint;
    private final String description;
    private final Schema schema;
    private final List<Extension> extensions;
    private final Attribute root;

    /** A schema extension of a resource type; {@code required} = each resource must have data of it. */
    public record Extension(Schema schema, boolean required) {}

    /**
     * A resource type.
     *
     * @param common the attributes of every resource
     * @throws IllegalArgumentException where two attributes have one name
     */
    public ResourceType(
            String name,
            String endpoint,
            String description,
            Schema common,
            Schema schema,
            List<Extension> extensions) {
        this.name = name;
        this.endpoint = endpoint;
        this.description = description;
        this.schema = schema;
        this.extensions = List.copyOf(extensions);
        List<Attribute> attributes = new ArrayList<>(common.attributes());
        attributes.addAll(schema.attributes());
        this.extensions.forEach(extension -> attributes.add(container(extension)));
        this.root = Attribute.named(name, AttributeType.COMPLEX)
                .subAttributes(attributes)
                .build();
    }

    private static Attribute container(Extension extension) {
        return Attribute.named(extension.schema().id(), AttributeType.COMPLEX)
                .description(extension.schema().description())
                .required(extension.required())
                .subAttributes(extension.schema().attributes())
                .build();
    }

    /** Its name, which is also its id: {@code User}. */
    public String name() {
        return name;
    }

    /** Its path below the base URI: {@code /Users}. */
    public String endpoint() {
        return endpoint;
    }

    /** What it is, for people. */
    public String description() {
        return description;
    }

    /** Its base schema. */
    public Schema schema() {
        return schema;
    }

    /** Its extensions, in the order in which {@code schemas} lists them. */
    public List<Extension> extensions() {
        return extensions;
    }

    /** The resource seen as one complex attribute: common, core, and one container for each extension. */
    public Attribute root() {
        return root;
    }

    /** All attributes at the top of a resource. */
    public List<Attribute> attributes() {
        return root.subAttributes();
    }

    /**
     * The attribute that a path means. A URN may be that of the base schema or of an extension, in any case; the URN of
     * an extension alone means the whole extension. A name without a URN is looked for among the common and the core
     * attributes and then, as clients write {@code manager} for the enterprise extension's, in the extensions in their
     * order, so that an extension that is added later never changes what a name has meant before. Empty where there is
     * no such attribute.
     */
    public Optional<ResolvedPath> resolve(AttributePath path) {
        Optional<Attribute> whole = root.sub(path.toString()).filter(Attribute::extension);
        if (whole.isPresent()) {
            return Optional.of(new ResolvedPath(List.of(whole.get())));
        }
        String urn = path.urn();
        if (urn == null) {
            return resolveIn(List.of(), root, path.attribute(), path.sub()).or(() -> resolveInExtensions(path));
        }
        if (urn.equalsIgnoreCase(schema.id())) {
            return resolveIn(List.of(), root, path.attribute(), path.sub());
        }
        return root.sub(urn)
                .filter(Attribute::extension)
                .flatMap(extension -> resolveIn(List.of(extension), extension, path.attribute(), path.sub()));
    }

    /**
     * The attribute that a text means.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidPath where the text is no attribute path
     */
    public Optional<ResolvedPath> resolve(String path) {
        return resolve(AttributePath.parse(path));
    }

    private Optional<ResolvedPath> resolveInExtensions(AttributePath path) {
        return root.subAttributes().stream()
                .filter(Attribute::extension)
                .flatMap(extension -> resolveIn(List.of(extension), extension, path.attribute(), path.sub()).stream())
                .findFirst();
    }

    private static Optional<ResolvedPath> resolveIn(
            List<Attribute> before, Attribute container, String attributeName, @Nullable String subName) {
        Optional<Attribute> attribute = container.sub(attributeName).filter(found -> !found.extension());
        if (attribute.isEmpty()) {
            return Optional.empty();
        }
        List<Attribute> steps = new ArrayList<>(before);
        steps.add(attribute.get());
        if (subName == null) {
            return Optional.of(new ResolvedPath(steps));
        }
        return attribute.get().sub(subName).map(sub -> {
            steps.add(sub);
            return new ResolvedPath(steps);
        });
    }

    /** The form of {@code /ResourceTypes}, without {@code meta.location}. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(URN);
        json.put("id", name);
        json.put("name", name);
        json.put("endpoint", endpoint);
        json.put("description", description);
        json.put("schema", schema.id());
        ArrayNode list = json.putArray("schemaExtensions");
        for (Extension extension : extensions) {
            list.addObject().put("schema", extension.schema().id()).put("required", extension.required());
        }
        json.putObject("meta").put("resourceType", "ResourceType");
        return json;
    }

    @Override
    public String toString() {
        return name;
    }
}
