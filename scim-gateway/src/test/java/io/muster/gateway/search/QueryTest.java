package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Shown;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which searches go without the time limit of a statement: those alone that cannot take long. */
class QueryTest {
    private static final List<ResourceType> ALL = SchemaRegistry.builtIn().resourceTypes();
    private static final List<ResourceType> USERS =
            ALL.stream().filter(type -> type.name().equals("User")).toList();

    @ParameterizedTest
    @ValueSource(strings = {"userName eq \"anna\"", "employeeNumber eq \"E1\""})
    void what_is_unique_is_a_single_row(String filter) {
        assertThat(query(USERS, filter).single()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName co \"anna\"",
                "userName ne \"anna\"",
                "not (userName eq \"anna\")",
                "userName eq \"anna\" and groups.display co \"a\"",
                "userName eq \"anna\" or userName eq \"berta\"",
                "externalId eq \"1\"",
                "emails.value eq \"anna@x.example\"",
                "id eq \"1\""
            })
    void all_else_may_be_more_or_take_longer(String filter) {
        assertThat(query(USERS, filter).single()).isFalse();
    }

    @Test
    void of_several_types_there_may_be_several() {
        assertThat(query(ALL, "userName eq \"anna\"").single()).isFalse();
    }

    private static Query query(List<ResourceType> types, String filter) {
        var request = new SearchRequest(
                Optional.of(filter), Optional.empty(), false, 1, 100, Optional.empty(), Shown.DEFAULT);
        return Query.of(types, request, new Locations("http://localhost/scim/v2"));
    }
}
