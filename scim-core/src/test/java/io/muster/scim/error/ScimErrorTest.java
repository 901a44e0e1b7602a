package io.muster.scim.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.scim.fixtures.Json;
import org.junit.jupiter.api.Test;

class ScimErrorTest {

    @Test
    void the_body_is_that_of_the_rfc() {
        assertThat(new ScimError.Mutability("id", "Attribute 'id' is readOnly").toJson())
                .isEqualTo(Json.json("""
                {'schemas':['urn:ietf:params:scim:api:messages:2.0:Error'],'status':'400','scimType':'mutability',
                 'detail':'Attribute ~id~ is readOnly'}""".replace("~", "\\u0027")));
        assertThat(new ScimError.NotFound("User", "2819").toJson()).isEqualTo(Json.json("""
                {'schemas':['urn:ietf:params:scim:api:messages:2.0:Error'],'status':'404','detail':'No User with id 2819.'}"""));
    }

    @Test
    void a_value_that_is_taken_is_not_told() {
        ScimError error = new ScimError.Uniqueness("userName", "alice");
        assertThat(error.status()).isEqualTo(409);
        assertThat(error.toJson().toString()).contains("userName").doesNotContain("alice");
        assertThat(error.refused())
                .hasMessage(error.detail())
                .extracting(ScimError.Refused::error)
                .isEqualTo(error);
    }
}
