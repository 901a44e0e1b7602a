package io.muster.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.fixtures.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRegistryTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();

    static Stream<Schema> schemas() {
        return REGISTRY.schemas().stream();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void a_schema_reads_back_its_own_full_json(Schema schema) {
        assertThat(Schema.fromJson(schema.toFullJson())).isEqualTo(schema);
    }

    @ParameterizedTest
    @CsvSource({
        "rfc7643-8.7.1-schema-user.json",
        "rfc7643-8.7.1-schema-group.json",
        "rfc7643-8.7.1-schema-enterprise_user.json",
        "rfc7643-8.7.2-schema-service_provider_configuration.json",
        "rfc7643-8.7.2-schema-resource_type.json",
        "rfc7643-8.7.2-schema-schema.json"
    })
    void each_attribute_of_the_rfc_is_there_with_its_type(String file) {
        JsonNode theirs = Json.file("vectors/rfc-examples/" + file);
        Schema ours = REGISTRY.schema(theirs.get("id").asText()).orElseThrow();
        assertSame(theirs.get("attributes"), ours.attributes());
    }

    private static void assertSame(JsonNode theirs, List<Attribute> ours) {
        for (JsonNode attribute : theirs) {
            Attribute our = ours.stream()
                    .filter(a -> a.name().equals(attribute.get("name").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(our.type().json()).isEqualTo(attribute.get("type").asText());
            assertThat(our.mutability().json())
                    .isEqualTo(attribute.get("mutability").asText());
            assertThat(our.returned().json())
                    .isEqualTo(attribute.get("returned").asText());
            assertSame(attribute.path("subAttributes"), our.subAttributes());
        }
    }

    @Test
    void the_errata_are_applied() {
        assertThat(attribute(REGISTRY.group(), "displayName").required()).isTrue();
        assertThat(attribute(REGISTRY.user(), "manager.value").caseExact()).isTrue();
        assertThat(attribute(REGISTRY.user(), "groups.$ref").referenceTypes()).containsExactly("Group");
        assertThat(attribute(REGISTRY.group(), "members.display").mutability()).isEqualTo(Mutability.IMMUTABLE);
        assertThat(attribute(REGISTRY.user(), "addresses.primary").type()).isEqualTo(AttributeType.BOOLEAN);
        assertThat(attribute(REGISTRY.user(), "password").event()).isEqualTo(EventDetail.NEVER);
    }

    @ParameterizedTest
    @CsvSource({
        "userName,userName",
        "USERNAME,userName",
        "urn:ietf:params:scim:schemas:core:2.0:user:Name.FamilyName,name.familyName",
        "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.VALUE,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "manager.value,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        "hireDate,urn:muster:params:scim:schemas:extension:employment:1.0:User:hireDate",
        "meta.lastmodified,meta.lastModified"
    })
    void names_resolve_in_any_case_with_and_without_urn(String written, String canonical) {
        assertThat(REGISTRY.user().resolve(written)).map(ResolvedPath::toString).contains(canonical);
    }

    @Test
    void unknown_names_do_not_resolve() {
        for (String name : List.of("nobody", "name.nobody", "urn:foreign:User:userName", "userName.value")) {
            assertThat(REGISTRY.user().resolve(name)).as(name).isEqualTo(Optional.empty());
        }
    }

    private static Attribute attribute(ResourceType type, String path) {
        return type.resolve(path).orElseThrow().leaf();
    }
}
