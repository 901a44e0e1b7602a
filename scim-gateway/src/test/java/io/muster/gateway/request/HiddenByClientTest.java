package io.muster.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that would hide nothing keeps the service from starting. */
class HiddenByClientTest {
    @ParameterizedTest
    @CsvSource({
        "PHONENUMBERS,phoneNumbers",
        "department,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:acme:badge:1.0:Badge:badge,urn:acme:badge:1.0:Badge:badge",
        "urn:acme:badge:1.0:Badge,urn:acme:badge:1.0:Badge"
    })
    void an_attribute_can_be_hidden_also_before_its_schema_is_added(String name, String meant) {
        assertThat(HiddenByClient.hideable("hr", name)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "phoneNumbrs",
                "userName",
                "id",
                "name.familyName",
                "not a name",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:departmnt",
                "urn:acme:badge:1.0:Badge:badge.part"
            })
    void what_means_nothing_or_cannot_be_hidden_is_refused(String name) {
        assertThatThrownBy(() -> HiddenByClient.hideable("hr", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("muster.gateway.hidden-attributes.hr");
    }
}
