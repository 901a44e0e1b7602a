package io.muster.scim.schema;

import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.resource.Projection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HiddenAttributesTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final HiddenAttributes HIDDEN =
            new HiddenAttributes(Set.of("phoneNumbers", ENTERPRISE + ":department"));
    private static final ObjectNode LIZ = object("""
            {'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','%1$s'],'id':'1','userName':'liz',
             'phoneNumbers':[{'value':'1'}],'%1$s':{'department':'R&D','costCenter':'42'}}""".formatted(ENTERPRISE));

    @Test
    void a_projection_leaves_them_out_even_where_they_are_asked_for() {
        var asked = Projection.of(USER, List.of("phoneNumbers.value", "department", "costCenter"), List.of())
                .without(HIDDEN);
        assertThat(asked.apply(LIZ))
                .isEqualTo(object(
                        "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','%1$s'],'id':'1','%1$s':{'costCenter':'42'}}"
                                .formatted(ENTERPRISE)));
        assertThat(asked.includes("phoneNumbers")).isFalse();
    }

    @Test
    void what_touches_one_from_above_or_below_is_refused() {
        for (var path : List.of("phoneNumbers", "PHONENUMBERS.value", "department", ENTERPRISE)) {
            assertThatThrownBy(() -> HIDDEN.demand(USER, USER.resolve(path).orElseThrow()))
                    .as(path)
                    .isInstanceOfSatisfying(
                            ScimError.Refused.class,
                            refused -> assertThat(refused.error()).isInstanceOf(ScimError.Sensitive.class));
        }
        for (var path : List.of("emails", "userName", "costCenter")) {
            assertThatCode(() -> HIDDEN.demand(USER, USER.resolve(path).orElseThrow()))
                    .as(path)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_body_must_not_name_one_in_any_spelling() {
        for (var body : List.of(
                "{'PhoneNumbers':null}",
                "{'%s':{'Department':'x'}}".formatted(ENTERPRISE),
                "{'%s':{'department':'x'}}".formatted(ENTERPRISE.toUpperCase(Locale.ROOT)),
                "{'%s:department':'x'}".formatted(ENTERPRISE))) {
            assertThatThrownBy(() -> HIDDEN.demandAbsent(USER, object(body)))
                    .as(body)
                    .isInstanceOf(ScimError.Refused.class);
        }
        assertThatCode(() -> HIDDEN.demandAbsent(
                        USER,
                        object("{'userName':'liz','no such name':1,'%s':{'costCenter':'1'}}".formatted(ENTERPRISE))))
                .doesNotThrowAnyException();
    }

    @Test
    void what_is_hidden_is_taken_from_the_stored_document_and_nothing_else_is() {
        assertThat(HIDDEN.restored(USER, object("{'userName':'liz'}"), LIZ))
                .isEqualTo(object("{'userName':'liz','phoneNumbers':[{'value':'1'}],'%s':{'department':'R&D'}}"
                        .formatted(ENTERPRISE)));
        assertThat(HIDDEN.restored(USER, object("{'userName':'liz'}"), object("{'userName':'liz'}")))
                .isEqualTo(object("{'userName':'liz'}"));
    }
}
