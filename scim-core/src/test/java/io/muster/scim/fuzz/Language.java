package io.muster.scim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Contractors;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaLimits;
import io.muster.scim.schema.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the fuzz targets have in common: types with attributes of every kind, JSON as the gateway reads it, and which ends are allowed. */
final class Language {
    static final SchemaRegistry REGISTRY = CustomSchemas.NONE
            .with(List.of(Contractors.extension(), Contractors.userType()), SchemaLimits.DEFAULT)
            .registry();
    static final ResourceType USER = REGISTRY.user();
    static final ResourceType GROUP = REGISTRY.group();

    /** A user with values of every type. */
    static final ObjectNode ALICE = Resources.normalize(USER, Json.object("""
            {"id":"1","userName":"alice","active":true,"title":"T","name":{"givenName":"A","familyName":"B"},
             "emails":[{"value":"a","type":"work","primary":true},{"value":"b","type":"home"}],
             "roles":[{"value":"r","primary":true}],"x509Certificates":[{"value":"AAEC"}],
             "meta":{"created":"2026-01-01T00:00:00Z","lastModified":"2026-01-02T00:00:00Z","version":"1"},
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D","manager":{"value":"m"}},
             "%s":{"agency":"Acme","level":3,"rate":1.5,"cleared":true,"clearedAt":"2026-01-01T00:00:00Z","skills":["x"],
                   "projects":[{"value":"p","role":"r","days":2}],"firstAgency":"F"}}
            """.formatted(Contractors.EXTENSION)));

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private Language() {}

    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** Empty where it is no JSON, of which the language hears nothing. */
    static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(json -> !json.isMissingNode());
        } catch (JsonProcessingException | NumberFormatException notJson) {
            return Optional.empty();
        }
    }

    /** Does something that may be refused, with a kind of error that RFC 7644 knows; everything else is a finding. */
    static void mayBeRefused(Runnable work) {
        try {
            work.run();
        } catch (ScimError.Refused refused) {
            ScimError error = refused.error();
            assertThat(error.scimType().isPresent() || error.status() == 413)
                    .as("%s", error)
                    .isTrue();
            assertThat(error.detail()).isNotBlank();
            assertThat(error.toJson().get("status").asText()).isEqualTo(Integer.toString(error.status()));
        }
    }
}
